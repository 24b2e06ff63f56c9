// What the checks ask a page; checks.py calls each by its name. Not part of the program.
({
  name(element) {
    const classes = [...element.classList].map((word) => "." + word).join("");
    const text = (element.innerText || element.value || element.getAttribute("aria-label") || "").trim();
    return element.localName + (element.id && "#" + element.id) + classes
      + (text && ` "${text.slice(0, 40).replace(/\s+/g, " ")}"`);
  },

  visible(element) {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1
      && element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
      && getComputedStyle(element).clipPath !== "inset(50%)";
  },

  ownText(element) {
    return [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  },

  // Elements with text of their own that nobody can miss.
  texts() {
    const inTheDark = (element) => element.closest("svg, script, style, template");
    return [...document.body.querySelectorAll("*")]
      .filter((element) => this.ownText(element) && !inTheDark(element) && this.visible(element));
  },

  scrolls(element) {
    for (let parent = element; parent && parent !== document.body; parent = parent.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(parent).overflowX)) return true;
    }
    return false;
  },

  hidden(element) {
    for (let parent = element; parent; parent = parent.parentElement) {
      if (getComputedStyle(parent).clipPath === "inset(50%)") return true;
    }
    return false;
  },

  // Sticky bars lie over what is below them only until somebody scrolls.
  unstick() {
    const stuck = [...document.querySelectorAll("body *")]
      .filter((element) => /sticky|fixed/.test(getComputedStyle(element).position))
      .filter((element) => !element.matches("dialog, [popover]"));
    this.unstuck = stuck.map((element) => [element, element.style.position]);
    for (const element of stuck) element.style.position = "static";
  },

  stick() {
    for (const [element, position] of this.unstuck) {
      element.style.position = position;
      if (!element.getAttribute("style")) element.removeAttribute("style");
    }
  },

  tooWide(width) {
    const wide = this.texts()
      .filter((element) => element.getBoundingClientRect().right > width + 1)
      .filter((element) => !this.scrolls(element) && !this.hidden(element))
      .map((element) => this.name(element));
    const page = document.documentElement.scrollWidth;
    return page > width ? [`the page is ${page} px wide`, ...wide] : wide;
  },

  space() {
    this.spacing = new CSSStyleSheet();
    this.spacing.replaceSync(`
      html { font-size: 200% !important; }
      * { line-height: 1.5 !important; letter-spacing: .12em !important;
          word-spacing: .16em !important; }
      p { margin-block-end: 2em !important; }`);
    document.adoptedStyleSheets.push(this.spacing);
  },

  unspace() {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== this.spacing);
  },

  cutOff() {
    const cuts = (element) => {
      const style = getComputedStyle(element);
      const across = /hidden|clip/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
      const down = /hidden|clip/.test(style.overflowY) && element.scrollHeight > element.clientHeight + 1;
      return across || down;
    };
    return [...document.body.querySelectorAll("*")]
      .filter((element) => !element.closest("svg") && this.visible(element) && !this.hidden(element))
      .filter((element) => element.innerText?.trim() && cuts(element))
      .map((element) => this.name(element));
  },

  toTheTop() {
    scrollTo(0, 0);
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
  },

  // All stops of the Tab key from where the focus is now; it rests on the last one.
  walk() {
    const first = document.activeElement;
    if (first === document.body) return [];
    const stops = [this.stop()];
    for (const element of document.querySelectorAll("*")) {
      if (element === first || element.tabIndex < 0 || this.passedOver(element)) continue;
      element.focus();
      if (document.activeElement === element) stops.push(this.stop());
    }
    return stops;
  },

  // The Tab key stops once at a group of radio buttons.
  passedOver(element) {
    if (element.type !== "radio" || element.checked) return false;
    const group = [...document.getElementsByName(element.name)].filter((one) => one.form === element.form);
    return element !== (group.find((one) => one.checked) ?? group[0]);
  },

  // Where the focus is now: null outside the page.
  stop() {
    const element = document.activeElement;
    if (!element || element === document.body || element === document.documentElement) return null;
    const outlined = [element, ...(element.labels ?? []), element.parentElement, element.nextElementSibling]
      .find((one) => one && this.outlined(one));
    return {
      name: this.name(element),
      outlined: Boolean(outlined),
      covered: Boolean(outlined) && this.covered(outlined),
      target: element.localName === "a" && element.hash && element.pathname === location.pathname
        ? Boolean(document.getElementById(element.hash.slice(1))) : null,
    };
  },

  outlined(element) {
    const style = getComputedStyle(element);
    const clear = /^(transparent|rgba\(.*, 0\))$/.test(style.outlineColor);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && !clear
      && this.visible(element);
  },

  covered(element) {
    const box = element.getBoundingClientRect();
    const across = [box.left + 2, (box.left + box.right) / 2, box.right - 2];
    const down = [box.top + 2, (box.top + box.bottom) / 2, box.bottom - 2];
    return !across.some((x) => down.some((y) => {
      const top = document.elementFromPoint(x, y);
      return top && (element.contains(top) || top.contains(element));
    }));
  },

  // Buttons and fields whose shape is lost with the colour of their background.
  withoutBorder() {
    const controls = "button, input:not([type=hidden], [type=radio], [type=checkbox], [type=range]),"
      + " select, textarea, [role=button]";
    const bordered = (element) => {
      const style = getComputedStyle(element);
      return parseFloat(style.borderBottomWidth) >= 1 || parseFloat(style.outlineWidth) >= 1
        && style.outlineStyle !== "none" || /underline/.test(style.textDecorationLine);
    };
    return [...document.querySelectorAll(controls)]
      .filter((element) => this.visible(element) && !bordered(element))
      .map((element) => this.name(element));
  },

  keptColours() {
    return [...document.body.querySelectorAll("*")]
      .filter((element) => getComputedStyle(element).forcedColorAdjust === "none")
      .filter((element) => this.ownText(element) && this.visible(element))
      .map((element) => this.name(element));
  },
})
