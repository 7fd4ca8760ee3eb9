"""Takes a file out of a form as it arrives: nothing of it touches a disk, and what is kept is sealed."""

from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopFutureHandlers

from cases.base.cleaning import clean
from cases.base.forms import LINE
from cases.evidence.filetypes import Refusal
from cases.evidence.receiving import Received, Receiver

FIELD: Final = "file"
# What is longer, nobody chose by mistake; up to here it is read, so that the page can say what is wrong.
LONGEST_REQUEST: Final = 32 * 1024 * 1024


class SealedUpload(UploadedFile):  # type: ignore[type-arg]  # it takes none when it runs
    """What came out of the form: a sealed file and what it was called, or why it was refused."""

    def __init__(self, called: str, result: Received | Refusal) -> None:
        super().__init__(name=FIELD)
        self.called = clean(called)[:LINE]
        self.result = result


class SealingHandler(FileUploadHandler):
    """Seals the one file of a form; a second one, or a file in another field, goes nowhere."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._receiver: Receiver | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin with the file, if it is the one that was asked for."""
        super().new_file(*args, **kwargs)
        if self.field_name != FIELD or self._receiver is not None:
            raise SkipFile
        self._receiver = Receiver()
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002
        """Seal the next piece and hand nothing on."""
        if self._receiver is not None:
            self._receiver.take(raw_data)

    def file_complete(self, file_size: int) -> SealedUpload | None:  # noqa: ARG002
        """Return what became of it."""
        return SealedUpload(self.file_name or "", self._receiver.finish()) if self._receiver is not None else None

    def close(self) -> None:
        """Let go of a file that did not come to its end."""
        if self._receiver is not None:
            self._receiver.close()
