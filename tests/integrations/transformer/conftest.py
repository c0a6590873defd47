"""One tiny model for all tests of the transformer, and no network. Torch is imported late: it may be missing."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.integrations.transformer.fitting import COMPONENT, TransformerSettings
from pipeline.integrations.transformer.model import TransformerModel


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise AssertionError("a test of the transformer reached for the network")

    monkeypatch.setattr(socket, "socket", refused)
    monkeypatch.setattr(socket, "create_connection", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)


@pytest.fixture(autouse=True, scope="package")
def one_thread() -> Iterator[None]:
    """The networks are so small that threads cost more than they bring."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from .tiny import save_encoder

    return save_encoder(tmp_path_factory.mktemp("encoder"))


@pytest.fixture(scope="package")
def settings(folder: Path) -> TransformerSettings:
    return TransformerSettings(
        encoder=str(folder), epochs=15, learning_rate=0.01, batch_size=4, max_tokens=32, inner_folds=2
    )


@pytest.fixture(scope="package")
def model(settings: TransformerSettings) -> TransformerModel:
    from .tiny import LABELS, corpus

    fitted = COMPONENT.fit(*corpus(), LABELS, settings).model
    assert isinstance(fitted, TransformerModel)
    return fitted
