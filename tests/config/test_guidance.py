"""The guidance for whoever takes an alert."""

from pathlib import Path

import pytest

from config.content import ContentError
from config.guidance import load_guidance


def test_a_file_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "safety").mkdir()
    (tmp_path / "safety" / "alerts.toml").write_text('[[alert]]\nflag = "crisis"\n')

    with pytest.raises(ContentError, match=r"safety/alerts\.toml.*reason"):
        load_guidance(tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"safety/alerts\.toml"):
        load_guidance(tmp_path)
