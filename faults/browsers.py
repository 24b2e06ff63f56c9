"""A browser as faults need one: cookies, the tokens of forms, and answers that may never come."""

import contextlib
import http.client
import secrets
import time
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from tests.route_walk import PageParser

Fields = Mapping[str, str]
GONE = 0  # the status of no answer


class Answer(NamedTuple):
    """What came back: status 0 if nothing did."""

    status: int
    text: str
    headers: Mapping[str, str]
    seconds: float


class Browser:
    """Somebody who asks a planner; a copy of it may do so in another thread."""

    def __init__(self, port: int, cookies: Mapping[str, str] | None = None) -> None:
        self.port, self.cookies = port, dict(cookies or {})

    def copy(self, port: int | None = None) -> "Browser":
        """Return another browser with the same cookies, perhaps at another server."""
        return Browser(port or self.port, self.cookies)

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: bytes | None = None,
        timeout: float = 90.0,
        **headers: str,
    ) -> Answer:
        """Return the answer to a request."""
        began = time.perf_counter()
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent |= {"Accept-Language": "en", "Cookie": self.cookie()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        with contextlib.closing(connection):
            try:
                connection.request(method, path, body, sent)
                answer = connection.getresponse()
                text = answer.read().decode("utf-8", "replace")
            except (OSError, http.client.HTTPException):
                return Answer(GONE, "", {}, time.perf_counter() - began)
        self.keep_cookies(answer.headers.get_all("Set-Cookie") or [])
        return Answer(answer.status, text, dict(answer.headers), time.perf_counter() - began)

    def cookie(self) -> str:
        """Return the header of the cookies."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def keep_cookies(self, headers: list[str]) -> None:
        """Keep the cookies of an answer."""
        for header in headers:
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value.strip()

    def form(self, path: str) -> dict[str, str]:
        """Return the fields of the last form of a page that is sent to it, with their values."""
        forms = [one for one in PageParser(self.ask(path).text).forms if one["method"] == "post"]
        here = [one for one in forms if one["action"] in ("", path, path.partition("?")[0])]
        fields = (here or forms or [{"fields": []}])[-1]["fields"]
        return {name: value for name, value, kind in fields if kind != "file"}

    def post(self, path: str, fields: Fields, timeout: float = 90.0) -> Answer:
        """Send a form as it stands."""
        kind = "application/x-www-form-urlencoded"
        return self.ask(
            path, "POST", urlencode(fields).encode(), timeout=timeout, Content_Type=kind
        )

    def upload(self, path: str, fields: Fields, name: str, content: bytes) -> Answer:
        """Send a form with a picture."""
        boundary = secrets.token_hex(16)
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in fields.items()
        ]
        parts.append(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="a.jpg"\r\n'
            "Content-Type: image/jpeg\r\n\r\n"
        )
        body = "".join(parts).encode() + content + f"\r\n--{boundary}--\r\n".encode()
        kind = f"multipart/form-data; boundary={boundary}"
        return self.ask(path, "POST", body, Content_Type=kind)

    def sign_in(self, email: str, password: str) -> "Browser":
        """Sign in, and return this browser."""
        typed = self.form("/sign-in") | {"email": email, "password": password}
        answer = self.post("/sign-in", typed)
        if answer.status != 303:
            raise RuntimeError(f"signing in answered {answer.status}")
        return self
