"""The pictures of the example, drawn by us: flat landscapes in a few colours."""

import io
import math
import random
from functools import cache

from PIL import Image, ImageDraw

from planner.models import Picture
from planner.pictures import redraw, save_files

WIDTH, HEIGHT, FINE = 1600, 900, 2  # drawn twice as large, then shrunk: smooth edges
ALT = {
    "forest": ("Gezeichnet: Hügel mit dichtem Nadelwald in der Abendsonne",
               "A drawing: hills with dense pine forest in the evening sun"),
    "river": ("Gezeichnet: ein breiter Fluss zwischen Wiesen, dahinter Windräder",
              "A drawing: a wide river between meadows, with wind turbines behind it"),
    "town_hall": ("Gezeichnet: ein Rathaus mit Uhrturm und drei Fahnen vor blauem Himmel",
                  "A drawing: a town hall with a clock tower and three flags under a blue sky"),
    "panel": ("Gezeichnet: fünf Menschen auf einem Podium vor Publikum",
              "A drawing: five people on a panel in front of an audience"),
    "bridge": ("Gezeichnet: eine Brücke mit drei Bögen über einem Fluss",
               "A drawing: a bridge of three arches across a river"),
    "sun": ("Gezeichnet: Hausdächer mit Solarzellen unter einer großen Sonne",
            "A drawing: roofs with solar panels under a large sun"),
}  # fmt: skip


def picture(name, media_folder):
    """Return a picture of the example, whose files are written like those of an upload."""
    made = saved(name, media_folder)
    alt_de, alt_en = ALT[name]
    return Picture(
        name=made.name, width=made.width, height=made.height, alt_de=alt_de, alt_en=alt_en
    )


def save_all(media_folder):
    """Draw and save all pictures, before an act: drawing is slow."""
    for name in DRAWINGS:
        saved(name, media_folder)


@cache
def saved(name, media_folder):
    """Return a drawing whose files are written."""
    made = in_all_sizes(name)
    save_files(made, media_folder)
    return made


@cache
def in_all_sizes(name):
    """Return a drawing as an upload makes it; each is drawn once."""
    stream = io.BytesIO()
    DRAWINGS[name]().save(stream, "PNG")
    return redraw(stream, most_megabytes=8)


def scene(top, bottom):
    """Return an image with a sky that runs from one colour to another, and a pen for it."""
    sky = Image.linear_gradient("L").resize((WIDTH * FINE, HEIGHT * FINE))
    image = Image.composite(
        Image.new("RGB", sky.size, bottom), Image.new("RGB", sky.size, top), sky
    )
    return image, Pen(ImageDraw.Draw(image))


class Pen:
    """Draws in units of a picture of 1600 by 900."""

    def __init__(self, draw):
        self.draw = draw

    def area(self, points, colour):
        """Fill a polygon."""
        self.draw.polygon([(x * FINE, y * FINE) for x, y in points], fill=colour)

    def circle(self, x, y, radius, colour):
        """Fill a circle."""
        box = [(x - radius) * FINE, (y - radius) * FINE, (x + radius) * FINE, (y + radius) * FINE]
        self.draw.ellipse(box, fill=colour)

    def box(self, left, top, right, bottom, colour, radius=0):
        """Fill a rectangle, with round corners if wanted."""
        corners = [left * FINE, top * FINE, right * FINE, bottom * FINE]
        self.draw.rounded_rectangle(corners, radius * FINE, fill=colour)

    def line(self, points, colour, width):
        """Draw a line of some width."""
        self.draw.line([(x * FINE, y * FINE) for x, y in points], fill=colour, width=width * FINE)

    def hills(self, height, depth, length, phase, colour):
        """Fill everything below a wavy line."""
        steps = range(0, WIDTH + 1, 10)
        top = [(x, height + depth * math.sin(x / length + phase)) for x in steps]
        self.area([*top, (WIDTH, HEIGHT), (0, HEIGHT)], colour)

    def pine(self, x, foot, size, colour):
        """Draw a pine of three layers."""
        for layer in range(3):
            low, half = foot - size * (0.14 + 0.26 * layer), size * (0.30 - 0.06 * layer)
            self.area([(x - half, low), (x + half, low), (x, low - size * 0.40)], colour)


def finished(image):
    """Return the picture in its own size."""
    return image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def forest():
    """Draw hills with pines in the evening."""
    image, pen = scene("#f6c98f", "#fbe9cf")
    pen.circle(1180, 300, 95, "#fff4d6")
    dice = random.Random(1)
    rows = (
        (430, 40, 260, 0.4, "#9fb8a4", 70, 90),
        (540, 50, 310, 2.1, "#6f9479", 110, 60),
        (660, 45, 240, 4.0, "#477056", 170, 42),
        (800, 40, 280, 1.0, "#24503b", 260, 26),
    )
    for height, depth, length, phase, colour, size, number in rows:
        pen.hills(height, depth, length, phase, colour)
        for place in range(number):
            x = (place + dice.random()) * WIDTH / number
            foot = height + depth * math.sin(x / length + phase) + 12
            pen.pine(x, foot, size * (0.8 + 0.4 * dice.random()), colour)
    return finished(image)


def river():
    """Draw a wide river, meadows and wind turbines."""
    image, pen = scene("#8fc1e8", "#e6f2f8")
    pen.hills(430, 30, 300, 0.5, "#a8c48f")
    for x, height in ((260, 230), (430, 280), (1220, 260), (1400, 210)):
        turbine(pen, x, 440, height)
    pen.hills(520, 25, 400, 2.0, "#7fab6a")
    pen.area([(700, 540), (880, 540), (1500, 900), (120, 900)], "#5b93c4")
    pen.area([(745, 560), (860, 560), (1180, 900), (420, 900)], "#79abd4")
    dice = random.Random(2)
    for _ in range(26):
        side = dice.choice((-1, 1))
        y = 570 + 300 * dice.random()
        x = 790 + side * (120 + (y - 540) * 1.6 + 260 * dice.random())
        pen.circle(x, y, 22 + (y - 540) / 9, "#3f7a4c")
    return finished(image)


def turbine(pen, x, foot, height):
    """Draw a wind turbine."""
    hub = foot - height
    pen.area([(x - 6, foot), (x + 6, foot), (x + 3, hub), (x - 3, hub)], "#ffffff")
    for blade in range(3):
        angle = math.radians(30 + 120 * blade)
        end = (x + height * 0.45 * math.cos(angle), hub + height * 0.45 * math.sin(angle))
        pen.line([(x, hub), end], "#ffffff", 7)
    pen.circle(x, hub, 9, "#dfe6ec")


def town_hall():
    """Draw a town hall with a clock tower and flags."""
    image, pen = scene("#6ea3d8", "#dcebf6")
    pen.hills(700, 20, 300, 1.0, "#9aa7a0")
    pen.box(380, 360, 1220, 760, "#e9dcc3")
    pen.area([(350, 370), (1250, 370), (1130, 270), (470, 270)], "#8c4a3b")
    pen.box(730, 150, 870, 420, "#dccbab")
    pen.area([(715, 155), (885, 155), (800, 50)], "#8c4a3b")
    pen.circle(800, 225, 44, "#ffffff")
    pen.line([(800, 225), (800, 195)], "#2c3140", 6)
    pen.line([(800, 225), (822, 236)], "#2c3140", 6)
    for floor in range(3):
        for window in range(9):
            if window != 4 or floor < 2:
                left, top = 425 + window * 86, 410 + floor * 112
                pen.box(left, top, left + 48, top + 72, "#51657f", 6)
    pen.box(752, 640, 848, 760, "#5a3b2e", 40)
    for place, colours in enumerate(
        (("#b22234", "#3c3b6e"), ("#2b2b2b", "#d9b13b"), ("#1f4fa3", "#f2cc3a"))
    ):
        x = 180 + place * 70
        pen.box(x, 250, x + 6, 760, "#f5f5f5")
        pen.area([(x + 6, 255), (x + 66, 265), (x + 66, 300), (x + 6, 290)], colours[0])
        pen.area([(x + 6, 290), (x + 66, 300), (x + 66, 318), (x + 6, 308)], colours[1])
    pen.hills(770, 10, 500, 0.0, "#7c8a82")
    return finished(image)


def panel():
    """Draw people on a panel and their audience."""
    image, pen = scene("#2f4b7c", "#5c77a8")
    pen.box(240, 120, 1360, 430, "#e9eef7", 18)
    for bubble, (x, y) in enumerate(((430, 230), (800, 200), (1160, 250))):
        pen.circle(x, y, 72, ("#f2b84b", "#7fb77e", "#e07a5f")[bubble])
        pen.area(
            [(x - 20, y + 60), (x + 20, y + 66), (x - 34, y + 112)],
            ("#f2b84b", "#7fb77e", "#e07a5f")[bubble],
        )
    pen.box(200, 600, 1400, 680, "#c9a36b", 8)
    coats = ("#7a3b8f", "#17407f", "#0d5c3a", "#9b1c1c", "#5b6273")
    for place, (coat, skin) in enumerate(
        zip(coats, ("#f1c9a5", "#8d5a3b", "#e6b48a", "#c68b5e", "#f3d1b3"), strict=True)
    ):
        x = 330 + place * 235
        pen.box(x - 62, 510, x + 62, 660, coat, 50)
        pen.circle(x, 465, 46, skin)
    pen.box(200, 610, 1400, 690, "#b58d55", 8)
    for row in range(2):
        for seat in range(12):
            x = 70 + seat * 135 + row * 60
            pen.circle(x, 770 + row * 80, 40, ("#24304a", "#1a2338")[row])
            pen.box(x - 62, 800 + row * 80, x + 62, 980, ("#24304a", "#1a2338")[row], 40)
    return finished(image)


def bridge():
    """Draw a bridge of three arches."""
    image, pen = scene("#f0d6c8", "#fbf1ea")
    pen.circle(420, 280, 80, "#f7b267")
    pen.hills(480, 45, 230, 1.2, "#b8c4b0")
    pen.hills(560, 30, 330, 3.0, "#8fa98a")
    pen.box(0, 650, WIDTH, HEIGHT, "#6fa0bd")
    pen.box(120, 470, 1480, 700, "#a68a6d")
    pen.box(90, 450, 1510, 490, "#8c7258", 6)
    for arch in range(3):
        x = 340 + arch * 460
        pen.circle(x, 700, 170, "#8fa98a")
        pen.box(x - 170, 650, x + 170, 900, "#6fa0bd")
    for wave in range(9):
        y = 730 + (wave % 3) * 55
        x = 60 + wave * 175
        pen.line([(x, y), (x + 90, y)], "#8cb8d1", 5)
    return finished(image)


def sun():
    """Draw roofs with solar panels."""
    image, pen = scene("#bfe0f5", "#fdf6e3")
    pen.circle(1240, 230, 130, "#f6c445")
    walls = ("#e7d3bd", "#f3e4d0", "#d9c2a8")
    for house in range(3):
        left = 90 + house * 490
        pen.box(left, 560, left + 430, 900, walls[house])
        pen.area(
            [(left - 30, 570), (left + 460, 570), (left + 370, 360), (left + 60, 360)], "#a04a36"
        )
        for row in range(2):
            for column in range(4):
                slope = 26 * row
                x, y = left + 88 + column * 66 - slope * 0.5 + row * 2, 385 + row * 88
                pen.area([(x, y), (x + 56, y), (x + 56 - 12, y + 74), (x - 12, y + 74)], "#27436f")
        for window in range(3):
            x = left + 55 + window * 125
            pen.box(x, 640, x + 70, 730, "#7d9cb8", 6)
    pen.hills(860, 14, 260, 0.3, "#86b06d")
    return finished(image)


DRAWINGS = {
    "bridge": bridge,
    "forest": forest,
    "panel": panel,
    "river": river,
    "sun": sun,
    "town_hall": town_hall,
}
