"""Pictures: what may be uploaded, what is kept of it, who gets to see it."""

import contextlib
import io
import random
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageCms, ImageOps, PngImagePlugin
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import StringField

from planner import pictures
from planner.forms import Form
from planner.forms.places.pictures import PictureFields
from planner.machine.paths import CHECKOUT
from planner.models import Picture
from planner.pictures import redraw, save_files, size_of
from planner.rules import RuleBroken
from tests.factories import make_picture

GPS = 0x8825


def photo(kind="JPEG", size=(640, 480), mode="RGB", **options):
    """Return the bytes of a picture with an edge in the middle: left red, right blue."""
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (size[0] // 2, 0, *size))
    stream = io.BytesIO()
    picture.convert(mode).save(stream, kind, **options)
    return stream.getvalue()


def redrawn(content, most_megabytes=8):
    return redraw(io.BytesIO(content), most_megabytes)


def seen(drawing, size="large"):
    return Image.open(io.BytesIO(drawing.files[size]))


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        *(("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK")),
        *(("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "1"), ("PNG", "LA")),
        *(("WEBP", "RGB"), ("WEBP", "RGBA")),
    ],
)
def test_pictures_of_all_kinds_become_webp(kind, mode):
    drawing = redrawn(photo(kind, mode=mode))

    assert set(drawing.files) == {"small", "medium", "large"}
    assert (drawing.width, drawing.height) == (640, 480)
    picture = seen(drawing)
    assert (picture.format, picture.size) == ("WEBP", (640, 480))


def test_large_picture_comes_in_three_sizes_and_small_one_is_not_blown_up():
    large, small = redrawn(photo(size=(2400, 1800))), redrawn(photo(size=(100, 50)))

    assert [seen(large, size).size for size in pictures.SIZES] == [
        *((480, 360), (960, 720), (1920, 1440)),
    ]
    assert {seen(small, size).size for size in pictures.SIZES} == {(100, 50)}


def test_size_that_is_said_is_the_size_that_is_kept():
    for width, height in [(2000, 1300), (700, 1501), (777, 333), (3000, 1)]:
        drawing = redrawn(photo(size=(width, height)))
        row = Picture(width=drawing.width, height=drawing.height)
        for size in pictures.SIZES:
            said, kept = size_of(row, size), seen(drawing, size).size
            assert max(abs(said[0] - kept[0]), abs(said[1] - kept[1])) <= 1


def test_picture_taken_sideways_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it clockwise
    picture = seen(redrawn(photo(exif=exif.tobytes())))

    assert picture.size == (480, 640)
    top, bottom = picture.getpixel((240, 20)), picture.getpixel((240, 620))
    assert top[0] > 200 > 50 > top[2]
    assert bottom[2] > 200 > 50 > bottom[0]


def test_nothing_but_the_picture_is_kept():
    exif = Image.Exif()
    exif[0x010E] = "MARKER description"
    exif.get_ifd(GPS)[1] = "N"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "MARKER note")
    uploads = [
        photo("JPEG", exif=exif.tobytes(), icc_profile=profile, comment=b"MARKER comment"),
        photo("JPEG", exif=exif.tobytes(), xmp=b"<x>MARKER</x>"),
        photo("JPEG", icc_profile=b"MARKER profile that is none"),
        photo("JPEG", mode="L", icc_profile=b"MARKER profile of greys"),
        photo("PNG", pnginfo=notes, exif=exif.tobytes()),
        photo("WEBP", exif=exif.tobytes(), xmp=b"<x>MARKER</x>", icc_profile=profile),
    ]
    assert all(b"MARKER" in upload for upload in uploads)

    for upload in uploads:
        for content in redrawn(upload).files.values():
            picture = Image.open(io.BytesIO(content))
            assert b"MARKER" not in content
            assert not picture.getexif()
            assert {"exif", "icc_profile", "xmp", "comment"}.isdisjoint(picture.info)


def test_transparent_picture_stays_transparent():
    clear = io.BytesIO()
    Image.new("RGBA", (50, 50), (255, 0, 0, 0)).save(clear, "PNG")

    assert seen(redrawn(clear.getvalue())).getpixel((25, 25))[3] == 0


def test_colour_profile_is_applied_before_it_is_dropped():
    swapped = ImageCms.createProfile("LAB")
    content = photo("JPEG", icc_profile=ImageCms.ImageCmsProfile(swapped).tobytes())

    assert seen(redrawn(content)).size == (640, 480)  # a profile that does not fit is left out
    assert seen(redrawn(photo("JPEG", icc_profile=b"no profile"))).size == (640, 480)


def test_same_picture_has_the_same_name():
    assert redrawn(photo()).name == redrawn(photo()).name
    assert redrawn(photo()).name != redrawn(photo(size=(641, 480))).name


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"no picture", SVG, b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"),
        *(photo("GIF"), photo("TIFF"), photo("BMP"), photo("ICO"), photo("PPM")),
        b"<!doctype html><script>alert(1)</script>",
    ],
    ids=["empty", "text", "svg", "pdf", "png", "jpeg", "gif", "tiff", "bmp", "ico", "ppm", "html"],
)
def test_what_is_no_jpeg_png_or_webp_is_refused(content):
    with pytest.raises(RuleBroken, match="cannot be read as a picture"):
        redrawn(content)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_picture_that_ends_too_early_is_refused(kind):
    content = photo(kind, size=(300, 300))

    with pytest.raises(RuleBroken, match=r"damaged|cannot be read"):
        redrawn(content[: len(content) * 2 // 3])


def test_damaged_pictures_are_refused_or_drawn_but_never_break():
    chance = random.Random(7)
    for kind in ("JPEG", "PNG", "WEBP"):
        content = photo(kind, size=(64, 64))
        for _ in range(150):
            damaged = bytearray(content)
            for _ in range(chance.randint(1, 8)):
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
            with contextlib.suppress(RuleBroken):
                redrawn(bytes(damaged))


def test_picture_that_would_fill_the_memory_is_refused():
    content = photo("PNG")
    for size in [(100_000, 100_000), (10_000, 9_000), (5_000, 5_001)]:
        header = b"IHDR" + struct.pack(">II", *size) + content[24:29]
        bomb = content[:12] + header + struct.pack(">I", zlib.crc32(header)) + content[33:]

        with pytest.raises(RuleBroken, match="million pixels"):
            redrawn(bomb)


def test_file_above_the_limit_is_refused():
    content = photo("PNG") + b"\0" * 1024 * 1024

    with pytest.raises(RuleBroken, match="larger than"):
        redrawn(content, most_megabytes=1)
    assert redrawn(content, most_megabytes=2)


# the form part


class CardForm(PictureFields, Form):
    """A form with a picture."""

    title = StringField("Title")


def filled(app, row=None, **entries):
    """Return a form that got these entries."""
    upload = entries.pop("upload", None)
    data = MultiDict({f"picture_{name}": text for name, text in entries.items()} | {"title": "x"})
    if upload:
        data["picture_file"] = FileStorage(io.BytesIO(upload), "photo.jpg")
    with app.test_request_context("/en/"):
        form = CardForm(formdata=data, obj=row)
        form.validate()
        return {name: [str(error) for error in errors] for name, errors in form.errors.items()}


class Row:
    """Something that may have a picture."""

    def __init__(self, picture=None):
        self.title = "x"
        self.picture = picture


def test_picture_is_optional(app):
    assert filled(app) == {}


def test_picture_needs_its_words_in_both_languages(app):
    errors = filled(app, upload=photo(), alt_de="Ein Fluss")

    assert errors["picture_alt_en"] == ["Please say what the picture shows."]
    assert "picture_alt_de" not in errors
    assert "choose the picture" in errors["picture_file"][0]  # the browser forgets it


def test_words_of_the_picture_that_there_is_cannot_be_emptied(app):
    row = Row(make_picture())

    assert set(filled(app, row, alt_de="", alt_en="")) == {"picture_alt_de", "picture_alt_en"}
    assert filled(app, row, alt_de="", alt_en="", removed="y") == {}
    assert filled(app, row, alt_de="Fluss", alt_en="River") == {}


def test_words_without_a_picture_ask_for_it(app):
    assert set(filled(app, alt_de="Ein Fluss", alt_en="A river")) == {"picture_file"}


def test_form_shows_the_words_of_the_picture(app):
    with app.test_request_context("/en/"):
        form = CardForm(obj=Row(make_picture(credit="City")))

    assert form.picture_alt_de.data == "Ein Fluss"
    assert form.picture_credit.data == "City"


# the files


def test_picture_is_served_to_everybody_for_a_year_without_a_cookie(app, client, reader):
    drawing = redrawn(photo())
    save_files(drawing, app.config["MEDIA_FOLDER"])

    for browser in (client, reader):
        with browser.get(f"/media/{drawing.name}-small.webp") as answer:
            assert (answer.status_code, answer.mimetype) == (200, "image/webp")
            assert answer.data == drawing.files["small"]
            assert set(answer.headers["Cache-Control"].split(", ")) == {
                *("public", "immutable", "max-age=31536000"),
            }
            assert {"Set-Cookie", "Vary"}.isdisjoint(answer.headers.keys())


def test_only_pictures_are_served(app, client):
    drawing, name = redrawn(photo()), "0" * 32
    save_files(drawing, app.config["MEDIA_FOLDER"])
    for other in ("notes-small.webp", f"{drawing.name}-huge.webp"):
        Path(app.config["MEDIA_FOLDER"], other).write_bytes(b"not for everybody")

    for address in (
        f"/media/{name}-small.webp",
        f"/media/{drawing.name}-huge.webp",
        "/media/notes-small.webp",
        "/media/-small.webp",
        "/media/../test.sqlite",
        "/media/..%2ftest.sqlite",
        "/media/..%2f..%2ftest-small.webp",
        "/media/%2e%2e-small.webp",
        "/media/..-small.webp",
        f"/media/{name.upper()}-small.webp",
        "/media/",
    ):
        assert client.get(address).status_code == 404, address


def test_files_of_a_picture_appear_whole_and_leave_nothing_behind(tmp_path):
    drawing = redrawn(photo())

    save_files(drawing, tmp_path / "media")
    save_files(drawing, tmp_path / "media")

    names = sorted(path.name for path in (tmp_path / "media").iterdir())
    assert names == [f"{drawing.name}-{size}.webp" for size in ("large", "medium", "small")]


def test_upright_means_the_same_as_pillow_says():
    exif = Image.Exif()
    exif[0x0112] = 3
    content = photo(exif=exif.tobytes())

    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(content)))

    assert seen(redrawn(content)).getpixel((10, 10))[2] > 200
    assert upright.getpixel((10, 10))[2] > 200


def test_one_picture_is_drawn_at_a_time_and_who_waits_too_long_is_told(monkeypatch):
    monkeypatch.setattr(pictures, "PATIENCE", 0.05)

    with pictures.DRAWING, pytest.raises(RuleBroken, match="Too many pictures"):
        redrawn(photo())

    assert redrawn(photo()).files
    with pytest.raises(RuleBroken):
        redrawn(b"no picture")
    assert redrawn(photo()).files


def test_largest_pictures_take_a_bounded_amount_of_memory():
    script = (
        "import io, resource, sys; from PIL import Image; from planner.pictures import redraw\n"
        "upload = io.BytesIO(sys.stdin.buffer.read())\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "redraw(upload, 100)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    large = photo("JPEG", size=(8000, 6125))
    done = subprocess.run(
        [sys.executable, "-c", script], input=large, capture_output=True, check=True, cwd=CHECKOUT
    )

    assert int(done.stdout) < 250_000  # kB
