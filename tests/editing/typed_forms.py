"""Forms as a browser without script fills and sends them."""

from html.parser import HTMLParser

from werkzeug.datastructures import MultiDict


class _Forms(HTMLParser):
    """Each form of a page, with what a browser would send of it as it stands."""

    def __init__(self):
        super().__init__()
        self.forms, self.select, self.chosen, self.textarea = [], None, None, None

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == "form":
            self.forms.append(MultiDict())
        elif not self.forms:
            return
        elif tag == "input" and values.get("name") and is_sent(values):
            self.forms[-1].add(values["name"], values.get("value") or "")
        elif tag == "textarea":
            self.textarea = values.get("name"), []
        elif tag == "select":
            self.select, self.chosen = values["name"], None
        elif tag == "option" and self.select and ("selected" in values or self.chosen is None):
            self.chosen = values.get("value") or ""

    def handle_data(self, text):
        if self.textarea:
            self.textarea[1].append(text)

    def handle_endtag(self, tag):
        if tag == "textarea" and self.textarea:
            name, texts = self.textarea
            self.forms[-1].add(name, "".join(texts).removeprefix("\r").removeprefix("\n"))
            self.textarea = None
        elif tag == "select" and self.select:
            self.forms[-1].add(self.select, self.chosen or "")
            self.select = None


def is_sent(values):
    """Tell whether a browser sends an input: no button, no file, no box that is empty."""
    kind = values.get("type", "text")
    if kind in {"checkbox", "radio"}:
        return "checked" in values
    return kind not in {"submit", "button", "file"}


def typed_form(page):
    """Return what a browser would send of the form of a page that knows which version it shows."""
    parser = _Forms()
    parser.feed(page)
    [form] = [form for form in parser.forms if "lock_version" in form]
    return form


def changed(form, **values):
    """Return a form in which something else was typed; a list is what is ticked."""
    form = form.copy()
    for name, value in values.items():
        form.setlist(name, value if isinstance(value, list) else [value])
    return form
