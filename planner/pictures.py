"""Pictures: what is uploaded is drawn anew without metadata, in three sizes, under MEDIA_FOLDER."""

import hashlib
import io
import re
import threading
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from PIL import Image, ImageCms, ImageOps

from planner.languages import Message
from planner.machine.files import write_files
from planner.models import Picture
from planner.rules import RuleBroken

SIZES = {"small": 480, "medium": 960, "large": 1920}  # the longer side, in pixels
EXTENSION = "webp"
NAME = re.compile("[0-9a-f]{32}")
FILE = re.compile(rf"[0-9a-f]{{32}}-(?:{'|'.join(SIZES)})\.(?:{EXTENSION}|[0-9a-f]{{16}})")
RESIZABLE_MODES = {"CMYK", "L", "RGB", "RGBA"}  # modes that can be shrunk well
READ = ("JPEG", "PNG", "WEBP")
MOST_MEGAPIXELS = {"PNG": 25, "WEBP": 25}  # each takes ten megabytes of memory while we draw
MOST_OF_A_JPEG = 50  # which is read smaller than it is
UNREADABLE = (OSError, SyntaxError, ValueError, EOFError)  # what Pillow says to what is no picture
SRGB = ImageCms.createProfile("sRGB")
NO_PICTURE = Message("This cannot be read as a picture. Please choose a JPEG, PNG or WebP.")
DAMAGED = Message("This picture is damaged or not complete. Please choose another file.")
BUSY = Message("Too many pictures are being drawn just now. Please choose yours again in a moment.")
DRAWING = threading.Semaphore(1)  # of a process: one takes up to 450 MB while it is drawn
PATIENCE = 20.0  # seconds for those who wait


class ResizedPicture(NamedTuple):
    """A picture in all sizes, ready to be kept; its name is a hash of what it shows."""

    name: str
    width: int  # of the largest size, in pixels
    height: int
    files: dict[str, bytes]  # by size


def redraw(stream: BinaryIO, most_megabytes: int) -> ResizedPicture:
    """Return an uploaded picture drawn anew, or raise RuleBroken.

    One is drawn at a time. Of 49 million pixels as JPEG it takes 90 MB (200 if progressive) and a
    second; the worst is a WebP of 25 million with transparency: 440 MB and two seconds.
    """
    if stream.seek(0, io.SEEK_END) > most_megabytes * 1024 * 1024:
        raise RuleBroken(Message("This file is larger than %(number)s MB.", number=most_megabytes))
    stream.seek(0)
    if not DRAWING.acquire(timeout=PATIENCE):
        raise RuleBroken(BUSY)
    try:
        return drawn(stream)
    finally:
        DRAWING.release()


def drawn(stream: BinaryIO) -> ResizedPicture:
    """Return the picture in a file in all sizes."""
    picture = clean(read(opened(stream)))
    drawings = {size: shrunk(picture, edge) for size, edge in SIZES.items()}
    files = {size: encoded(drawing) for size, drawing in drawings.items()}
    name = hashlib.sha256(files["large"]).hexdigest()[:32]
    return ResizedPicture(name, *drawings["large"].size, files)


def opened(stream: BinaryIO) -> Image.Image:
    """Return the picture in a file, of which only the header is read: it may be too large."""
    try:
        picture = Image.open(stream, formats=READ)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise too_many_pixels(MOST_OF_A_JPEG) from bomb
    except UNREADABLE as unknown:
        raise RuleBroken(NO_PICTURE) from unknown
    most = MOST_MEGAPIXELS.get(picture.format or "", MOST_OF_A_JPEG)
    if picture.width * picture.height > most * 1_000_000:
        raise too_many_pixels(most)
    return picture


def too_many_pixels(most: int) -> RuleBroken:
    """Return the error about a picture that would fill the memory."""
    return RuleBroken(
        Message(
            "This picture has more than %(number)s million pixels. Please make it smaller.",
            number=most,
        )
    )


def read(picture: Image.Image) -> Image.Image:
    """Return the pixels of a picture, shrunk to what we need before anything else copies them."""
    edge = SIZES["large"]
    try:
        picture.draft(None, (edge, edge))  # a JPEG is read no larger than that
        picture.load()
    except UNREADABLE as damaged:
        raise RuleBroken(DAMAGED) from damaged
    if picture.mode not in RESIZABLE_MODES:
        picture = picture.convert(mode_of(picture))
    picture.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    return picture


def mode_of(picture: Image.Image) -> str:
    """Return the mode in which we keep a picture: with or without transparency."""
    return "RGBA" if picture.has_transparency_data else "RGB"


def clean(picture: Image.Image) -> Image.Image:
    """Return the picture upright and in the colours of screens; Pillow writes no other metadata."""
    upright = ImageOps.exif_transpose(picture)
    return in_screen_colours(upright, mode_of(upright))


def in_screen_colours(picture: Image.Image, mode: str) -> Image.Image:
    """Return the picture in sRGB; a phone's wider colours would look pale without their profile."""
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in {"RGB", "RGBA", "CMYK"}:
        try:
            theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            in_srgb = ImageCms.profileToProfile(picture, theirs, SRGB, outputMode=mode)
            return cast(Image.Image, in_srgb)  # it would be None if changed in place
        except (ImageCms.PyCMSError, OSError):  # a profile that is none
            pass
    return picture.convert(mode)


def shrunk(picture: Image.Image, edge: int) -> Image.Image:
    """Return the picture with a longer side of at most so many pixels."""
    smaller = picture.copy()
    smaller.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    return smaller


def encoded(picture: Image.Image) -> bytes:
    """Return the bytes of a WebP."""
    stream = io.BytesIO()
    picture.save(stream, "WEBP", quality=80, method=4)
    return stream.getvalue()


def size_of(picture: Picture, size: str) -> tuple[int, int]:
    """Return (width, height) of a kept picture in one of the sizes."""
    scale = min(1, SIZES[size] / max(picture.width, picture.height))
    return max(1, round(picture.width * scale)), max(1, round(picture.height * scale))


def is_name(text: str) -> bool:
    """Tell whether a picture could have this name."""
    return bool(NAME.fullmatch(text))


def filename(name: str, size: str) -> str:
    """Return the name of the file of a picture in one of the sizes."""
    return f"{name}-{size}.{EXTENSION}"


def is_picture_file(filename: str) -> bool:
    """Tell whether a file could be that of a picture, or what is left of an unfinished one."""
    return bool(FILE.fullmatch(filename))


def is_unfinished(filename: str) -> bool:
    """Tell whether the file of a picture was not written to its end."""
    return not filename.endswith(f".{EXTENSION}")


def save_files(drawing: ResizedPicture, folder: str) -> None:
    """Write the files of a picture, all of them or none."""
    write_files(
        {
            Path(folder, filename(drawing.name, size)): content
            for size, content in drawing.files.items()
        }
    )


def remove(name: str, folder: str) -> None:
    """Delete the files of a picture."""
    for size in SIZES:
        Path(folder, filename(name, size)).unlink(missing_ok=True)
