"""Every error this package raises on purpose, in one tree.

- PipelineError
    - InputError: a file or text that cannot be analysed
        - EncodingError: bytes that are no text in any encoding we read
    - AnnotationError: labels that do not follow the scheme or the format
    - ConfigError: a configuration file with a wrong or unknown key
    - ModelError: a model folder that is missing, altered, unsafe or too new
    - OutputError: a place that cannot be written
        - UnfitError: a document that a format cannot hold

Each says what is wrong, where, and what to do about it; ``str(error)`` is one line fit for a terminal.
"""


class PipelineError(Exception):
    """Base of all errors raised on purpose.

    Args:
        what: what is wrong, in a clause without a full stop.
        where: the file, and the line or offset in it, that the fault was found at.
        remedy: what the user can do next.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(what, where, remedy)
        self.what, self.where, self.remedy = what, where, remedy

    def __str__(self) -> str:
        line = f"{self.where}: {self.what}" if self.where else self.what
        return " ".join((f"{line}. {self.remedy}" if self.remedy else line).split())


class InputError(PipelineError):
    """A document that is missing, empty, too large or not text."""


class EncodingError(InputError):
    """Bytes that are no text in any encoding we read."""


class AnnotationError(PipelineError):
    """Labels that do not follow the scheme or the file format."""


class ConfigError(PipelineError):
    """A configuration that is incomplete, has an unknown key or a value out of range."""


class ModelError(PipelineError):
    """A model bundle that is missing, altered, unsafe to load or from a newer version."""


class OutputError(PipelineError):
    """A file or folder that cannot be written."""


class UnfitError(OutputError):
    """A document that a format cannot hold; others may fit."""
