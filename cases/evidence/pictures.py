"""Pictures decoded and written anew: what the camera put beside them (place, time, device, thumbnail) stays behind."""

from typing import IO, Any, Final

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from cases.evidence.filetypes import FileType

MOST_PIXELS: Final = {
    FileType.JPEG: 40_000_000,
    FileType.PNG: 40_000_000,
    FileType.WEBP: 12_000_000,  # its decoder needs four times the memory
}
_ORIENTATION: Final = 0x0112
_TURNED: Final = range(2, 9)
_QUALITY: Final = 92
Image.MAX_IMAGE_PIXELS = None  # ours are counted below, before anything is unfolded


class TooManyPixels(Exception):
    """The picture says that it is larger than what we are ready to unfold."""


def rewrite(source: IO[bytes], target: IO[bytes], kind: FileType) -> None:
    """Write the picture to `target` without anything but its points and which way is up.

    A JPEG keeps its own quality. WebP, which many offices cannot open, becomes JPEG, or PNG when it is transparent.
    Whatever Pillow raises means that the picture cannot be read.
    """
    # The class itself, as the opener would take a telephone's JPEG with a second picture inside for another type.
    image = JpegImageFile(source) if kind is FileType.JPEG else Image.open(source, formats=(kind.ending.upper(),))
    if image.width * image.height > MOST_PIXELS[kind]:
        raise TooManyPixels
    up = _way_up(image)
    image.load()
    _forget(image)
    if kind is FileType.JPEG:
        image.save(target, "JPEG", quality="keep", exif=up)
    elif kind is FileType.PNG or image.has_transparency_data:
        image.save(target, "PNG", exif=up)
    else:
        image.convert("RGB").save(target, "JPEG", quality=_QUALITY, exif=up)


def _forget(image: Image.Image) -> None:
    """Drop comments, texts, profiles and whatever else the encoders would take over by themselves."""
    kept: dict[str | tuple[int, int], Any] = {
        name: value for name, value in image.info.items() if name == "transparency"
    }
    image.info = kept


def _way_up(image: Image.Image) -> bytes:
    """Return the one tag that says how a phone was held; turning the points themselves would take the memory twice."""
    try:
        turned = image.getexif().get(_ORIENTATION)
    except Exception:  # whatever it is: a camera's broken notes are no reason to refuse its picture
        turned = None
    if turned not in _TURNED:
        return b""
    exif = Image.Exif()
    exif[_ORIENTATION] = turned
    return exif.tobytes()
