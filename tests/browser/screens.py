"""The screens that pages are tested on, and the watch that is kept on each of them."""

from dataclasses import dataclass
from urllib.parse import urlsplit

#: Milliseconds until what a page does must be done: long, since all tests may share two processors.
PATIENCE = 60_000


@dataclass(frozen=True)
class Screen:
    """What a reader has in front of them."""

    name: str
    width: int = 1280
    height: int = 900
    touch: bool = False
    dark: bool = False
    language: str = "de"
    javascript: bool = True

    def __str__(self):
        return self.name

    def context_options(self):
        """Return how Playwright makes such a screen; nothing moves, so that nothing is between."""
        return {
            "viewport": {"width": self.width, "height": self.height},
            "has_touch": self.touch,
            "is_mobile": self.touch,
            "color_scheme": "dark" if self.dark else "light",
            "reduced_motion": "reduce",
            "locale": {"de": "de-DE", "en": "en-US"}[self.language],
            "java_script_enabled": self.javascript,
        }


DESKTOP = Screen("desktop")
DARK = Screen("dark", dark=True)
PHONE = Screen("phone", width=390, height=844, touch=True)
DARK_PHONE = Screen("dark-phone", width=390, height=844, touch=True, dark=True)
ENGLISH = Screen("english", language="en")
NO_JAVASCRIPT = Screen("no-javascript", javascript=False)


def watch(context, address, problems):
    """Note whatever no page may do: errors, forbidden content, requests to another host."""

    def note_console(message):
        # a refused form or a missing page is an answer, not an error, although Chromium logs it;
        # and only some Chromiums ask for an icon that no page names
        url = message.location["url"]
        answered = url in documents or urlsplit(url).path == "/favicon.ico"
        answered = answered and message.text.startswith("Failed to load resource")
        if message.type == "error" and not answered:
            problems.append(f"console: {message.text}")

    def note_request(request):
        if not request.url.startswith((address + "/", "data:", "blob:", "about:")):
            problems.append(f"request to another host: {request.url}")
        if request.resource_type == "document":
            documents.add(request.url)

    def note_answer(response):
        if response.status >= 500:
            problems.append(f"status {response.status}: {response.url}")

    def note_socket(socket):
        if urlsplit(socket.url).netloc != urlsplit(address).netloc:
            problems.append(f"socket to another host: {socket.url}")

    documents = set()
    context.on("console", note_console)
    context.on("weberror", lambda error: problems.append(f"page error: {error.error}"))
    context.on("request", note_request)
    context.on("response", note_answer)
    context.on("page", lambda page: page.on("websocket", note_socket))
