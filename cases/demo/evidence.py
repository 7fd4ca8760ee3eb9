"""Invented papers and testimonies of some invented people: sheets drawn here, with nothing on them to read."""

import io
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any, Final

from PIL import Image, ImageDraw

from cases.base.dates import PartialDate
from cases.demo.circumstances import Draw
from cases.demo.dossiers import phrases
from cases.demo.plot import Sheet, Told
from cases.evidence.models import FileDetails, FileKind, TestimonyDetails

_SIZE: Final = (620, 877)
_FORMATS: Final = ("JPEG", "JPEG", "PNG", "PDF")


def evidence(draw: Draw) -> tuple[Sheet | Told, ...]:
    """Draw what a case has; most have none."""
    return (*_sheets(draw), *_testimonies(draw))


def _sheets(draw: Draw) -> Iterator[Sheet]:
    if not draw.often(3):
        return
    for sheet in draw.chance.sample(phrases()["papers"]["sheets"], draw.one((1, 1, 2))):
        form = draw.one(_FORMATS)
        issued = draw.day(draw.logged - timedelta(days=900), draw.logged)
        yield Sheet(
            on=draw.day(draw.logged, draw.today),
            name=f"scan.{form.lower()}",
            content=_drawn(form, draw.chance.randint(0, 3)),
            details=FileDetails(
                kind=FileKind(sheet["kind"]),
                issuer=sheet["issuer"],
                day=draw.remembered(issued),
                is_original=draw.answer(15, 60),
                is_translated=draw.answer(30, 40),
                holder=sheet["holder"],
                note=sheet["note"],
            ),
        )


def _testimonies(draw: Draw) -> Iterator[Told]:
    if not draw.often(4):
        return
    agreed = draw.day(draw.logged, draw.today)
    published = draw.day(agreed, draw.today)
    said: dict[str, Any] = {"title": draw.one(phrases()["papers"]["videos"]), "face_shown": draw.answer(25, 60)}
    if draw.often(75):
        said |= {"may_publish": True, "consent_on": PartialDate.of(agreed), "name_shown": False}
    if "may_publish" in said and draw.often(70):
        channel = draw.one(phrases()["papers"]["channels"])
        said |= {"published_at": channel, "published_on": PartialDate.of(published)}
        if draw.often(35):
            said |= {"withdrawn_on": PartialDate.of(draw.day(published, draw.today))}
    yield Told(on=draw.today if "withdrawn_on" in said else published, details=TestimonyDetails(**said))


@cache
def _drawn(form: str, shape: int) -> bytes:
    """Draw a sheet: a frame, a heading, lines where words would be, a stamp."""
    image = Image.new("RGB", _SIZE, (244, 240, 228))
    pen = ImageDraw.Draw(image)
    pen.rectangle((30, 30, 590, 847), outline=(120, 110, 90), width=2)
    pen.text((60, 50), "INVENTED FOR THE DEMONSTRATION", fill=(90, 80, 70))
    for line in range(22):
        top, end = 100 + 30 * line, 300 + (line * 97 + shape * 131) % 250
        pen.rectangle((60, top, end, top + 6), fill=(150, 145, 135))
    pen.ellipse((400, 690, 540, 830), outline=(70, 80, 150), width=5)
    file = io.BytesIO()
    image.save(file, form)
    return file.getvalue()
