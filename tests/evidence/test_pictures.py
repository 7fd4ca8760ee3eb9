"""Pictures written anew look the same and tell nothing else."""

import io
from typing import Any

import pytest
from PIL import Image, ImageChops

from cases.evidence import pictures
from cases.evidence.filetypes import FileType
from cases.evidence.pictures import TooManyPixels
from tests.evidence import samples
from tests.evidence.samples import SECRET, picture, saved

KINDS = {"JPEG": FileType.JPEG, "PNG": FileType.PNG, "WEBP": FileType.WEBP}
MODES = {"JPEG": ("RGB", "L", "CMYK"), "PNG": ("RGB", "RGBA", "L", "LA", "P", "1"), "WEBP": ("RGB", "RGBA")}


def rewritten(data: bytes, kind: FileType) -> bytes:
    target = io.BytesIO()
    pictures.rewrite(io.BytesIO(data), target, kind)
    return target.getvalue()


def opened(data: bytes) -> Any:
    return Image.open(io.BytesIO(data))


def difference(one: bytes, other: bytes) -> int:
    """The largest difference between two points in the same place."""
    pair = [opened(data).convert("RGBA") for data in (one, other)]
    assert pair[0].size == pair[1].size
    extremes: Any = ImageChops.difference(*pair).getextrema()
    return int(max(high for _low, high in extremes))


@pytest.mark.parametrize(("name", "mode"), [(name, mode) for name, modes in MODES.items() for mode in modes])
def test_it_looks_the_same(name: str, mode: str) -> None:
    data = picture(name, mode=mode)
    assert difference(data, rewritten(data, KINDS[name])) <= (8 if name != "PNG" else 0)


def test_a_jpeg_keeps_the_quality_it_came_with() -> None:
    for quality in (30, 75, 95):
        data = picture(quality=quality)
        assert opened(rewritten(data, FileType.JPEG)).quantization == opened(data).quantization


@pytest.mark.parametrize("name", KINDS)
def test_place_device_and_name_stay_behind(name: str) -> None:
    data = picture(name, exif=samples.exif().tobytes())
    assert SECRET.encode() in data
    anew = rewritten(data, KINDS[name])
    assert SECRET.encode() not in anew
    assert dict(opened(anew).getexif()) == {}


def test_comments_texts_profiles_and_thumbnails_stay_behind() -> None:
    from PIL.PngImagePlugin import PngInfo  # noqa: PLC0415

    texts = PngInfo()
    texts.add_text("Author", SECRET)
    texts.add_itxt("Where", SECRET, zip=False)
    drawn = picture("PNG", pnginfo=texts, icc_profile=SECRET.encode(), dpi=(91, 91))
    for data, kind in ((samples.photo(icc_profile=SECRET.encode()), FileType.JPEG), (drawn, FileType.PNG)):
        anew = rewritten(data, kind)
        assert SECRET.encode() not in anew
        assert opened(anew).info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert rewritten(samples.photo(), FileType.JPEG).count(b"\xff\xd8\xff") == 1


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("turned", [1, 3, 6, 8])
def test_which_way_is_up_is_kept_and_nothing_else(name: str, turned: int) -> None:
    anew = rewritten(picture(name, exif=samples.exif(turned=turned).tobytes()), KINDS[name])
    assert dict(opened(anew).getexif()) == ({0x0112: turned} if turned > 1 else {})


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
@pytest.mark.parametrize("notes", [b"Exif\0\0", b"Exif\0\0MM\0*\xff\xff\xff\xff", b"Exif\0\0II*\0\x08\0\0\0\xff\xff"])
def test_broken_notes_are_no_reason_to_refuse(notes: bytes) -> None:
    assert dict(opened(rewritten(picture(exif=notes), FileType.JPEG)).getexif()) == {}


def test_a_phone_that_puts_two_pictures_into_one_file_is_understood() -> None:
    data = saved(Image.new("RGB", (60, 40), "red"), "MPO", save_all=True, append_images=[Image.new("RGB", (30, 20))])
    anew = rewritten(data, FileType.JPEG)
    assert opened(anew).format == "JPEG"
    assert opened(anew).size == (60, 40)


def test_webp_becomes_what_offices_can_open() -> None:
    assert opened(rewritten(picture("WEBP"), FileType.WEBP)).format == "JPEG"
    assert opened(rewritten(picture("WEBP", mode="RGBA", lossless=True), FileType.WEBP)).format in {"PNG", "JPEG"}
    glass = saved(Image.new("RGBA", (20, 20), (200, 10, 10, 90)), "WEBP", lossless=True)
    assert opened(rewritten(glass, FileType.WEBP)).format == "PNG"


def test_of_moving_pictures_the_first_is_kept() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    for name in ("PNG", "WEBP"):
        data = saved(frames[0], name, save_all=True, append_images=frames[1:])
        anew = opened(rewritten(data, KINDS[name]))
        assert getattr(anew, "n_frames", 1) == 1
        assert anew.convert("RGB").getpixel((5, 5))[0] > 240


def test_a_bomb_is_refused_before_it_unfolds(monkeypatch: pytest.MonkeyPatch) -> None:
    unfolded: list[str] = []
    bombs = [(picture(name, size=(10, 10)), kind) for name, kind in KINDS.items()]
    monkeypatch.setattr(Image.Image, "load", lambda self: unfolded.append("load"))
    monkeypatch.setattr(pictures, "MOST_PIXELS", dict.fromkeys(FileType, 99))
    for data, kind in bombs:
        with pytest.raises(TooManyPixels):
            rewritten(data, kind)
    assert unfolded == []


@pytest.mark.parametrize("name", KINDS)
def test_what_is_cut_off_or_something_else_is_refused(name: str) -> None:
    whole = picture(name, size=(300, 200))
    for data in (whole[: len(whole) // 2], whole[:30], b"", samples.document()):
        with pytest.raises((OSError, SyntaxError, ValueError)):
            rewritten(data, KINDS[name])
    other = next(kind for kind in KINDS if kind != name)
    with pytest.raises((OSError, SyntaxError)):
        rewritten(whole, KINDS[other])
