"""Kinds of devices: which browser on which system, as far as a browser says; no version of it."""

from typing import NamedTuple

BROWSERS = {  # the first that occurs: many call themselves like others too
    "Edg/": "Edge",
    "EdgA/": "Edge",
    "EdgiOS/": "Edge",
    "OPR/": "Opera",
    "Vivaldi/": "Vivaldi",
    "SamsungBrowser/": "Samsung Internet",
    "FxiOS/": "Firefox",
    "Firefox/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "CrOS": "ChromeOS",
    "Macintosh": "Mac",
    "Linux": "Linux",
}


class Device(NamedTuple):
    """A kind of device; a part is empty where nobody knows."""

    browser: str
    system: str


def kind_of_device(agent: str) -> Device:
    """Return the kind of a device from what its browser calls itself."""
    return Device(first_known(agent, BROWSERS), first_known(agent, SYSTEMS))


def first_known(agent: str, names: dict[str, str]) -> str:
    """Return the name of the first sign that occurs; empty if none does."""
    return next((name for sign, name in names.items() if sign in agent), "")
