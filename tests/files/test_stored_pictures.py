"""Raster pictures stay in their files, and are the ones that were checked when they are read."""

from __future__ import annotations

import io
import pickle
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from briefing.files.pictures import print_picture
from briefing.files.raster import raster_size, scaled_raster
from briefing.files.stored_pictures import read_picture, scaled_down
from briefing.model.errors import ContentError
from briefing.model.picture_proxies import key_in, proxy_of
from support.dots import saved
from support.photos import photo, stored
from support.projects import read, section_project

if TYPE_CHECKING:
    from pathlib import Path

BODY = "/// figure | A\n    src: figures/a.jpg\n    alt: A\n///\n"


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("PNG", "L"), ("TIFF", "CMYK")])
def test_a_picture_is_read_as_it_was_checked(kind: str, mode: str, tmp_path: Path) -> None:
    """Of whatever format: size and kind are known without reading it."""
    data = saved(Image.new(mode, (30, 20), 90), kind)
    name = f"a.{kind.lower()}"
    picture = stored(tmp_path, data, name)
    printed = print_picture(data, name).data
    assert read_picture(picture) == printed
    assert (picture.width, picture.height) == raster_size(printed)
    smaller = scaled_down(picture, 15, 10)
    assert read_picture(smaller) == scaled_raster(printed, 15, 10)
    assert smaller.key != picture.key


@pytest.mark.finds("B120")
def test_a_file_that_is_another_now_is_not_mixed_in(tmp_path: Path) -> None:
    """Nor is one that has gone read from anywhere else."""
    picture = stored(tmp_path, photo(0))
    (tmp_path / "a.jpg").write_bytes(photo(1))
    with pytest.raises(ContentError) as caught:
        read_picture(picture)
    [finding] = caught.value.findings
    assert (finding.code, str(finding.location)) == ("B120", "shown/a.jpg")
    (tmp_path / "a.jpg").unlink()
    with pytest.raises(ContentError):
        read_picture(picture)


def test_a_briefing_does_not_hold_its_photographs(tmp_path: Path) -> None:
    """Whatever they are large: what is sent between processes has none of their bytes."""
    sizes = []
    for number, side in enumerate((60, 900)):
        folder = section_project(tmp_path / str(number), BODY)
        (folder / "figures").mkdir(exist_ok=True)
        (folder / "figures/a.jpg").write_bytes(photo(side=side))
        sizes.append(len(pickle.dumps(read(folder))))
    assert abs(sizes[1] - sizes[0]) < 200


def test_a_proxy_is_as_large_as_its_picture_and_names_it(tmp_path: Path) -> None:
    """Programs that open it see a JPEG of its size; no other picture is taken for one."""
    data = photo()
    picture = stored(tmp_path, data)
    proxy = proxy_of(picture)
    with Image.open(io.BytesIO(proxy)) as seen:
        assert (seen.format, seen.mode, seen.size) == ("JPEG", "RGB", (240, 240))
    assert key_in(proxy) == picture.key
    assert key_in(proxy_of(scaled_down(picture, 9, 9))) != picture.key
    assert key_in(data) == key_in(read_picture(picture)) == ""
