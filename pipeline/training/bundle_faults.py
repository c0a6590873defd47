"""What is wrong with a bundle, told as a fault of the model."""

import contextlib
from collections.abc import Iterator

from pipeline.bundles.bundle import Bundle
from pipeline.errors import ConfigError, ModelError


@contextlib.contextmanager
def faults_of_parts(bundle: Bundle, part: str = "a part") -> Iterator[None]:
    """What unpacking the parts of a bundle raises; `part` is what it lacks or has malformed.

    Raises:
        ModelError: in place of what says that a part is missing, does not fit, or is of a component that is not there.
    """
    try:
        yield
    except ConfigError as error:
        what = f"was made with a role component that cannot be used: {error.what}"
        raise ModelError(what, where=bundle.place, remedy=error.remedy) from error
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        what = f"lacks {part} or has a malformed one ({error})"
        raise ModelError(what, where=bundle.place, remedy="Train the model again") from error
