"""Binding puts pictures where their proxies are: the pixels of their files, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf
import pytest
from PIL import Image

from briefing.model.picture_proxies import proxy_of
from briefing.pdf.picture_streams import image_of, replace_proxies
from support.dots import saved
from support.photos import photo, stored

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA", "LA", "1", "P"])
def test_a_png_becomes_an_image_of_its_pixels(mode: str) -> None:
    """With its opacity as a mask; two colours and palettes are written out."""
    drawn = Image.linear_gradient("L").resize((40, 30)).convert(mode)
    data = saved(drawn, "PNG")
    pdf = pikepdf.new()
    image = image_of(pdf, data)
    shown = drawn.convert("RGB") if mode in {"1", "P"} else drawn
    seen = pikepdf.PdfImage(image).as_pil_image()
    assert seen.tobytes() == shown.tobytes()


def test_a_jpeg_goes_in_as_it_is() -> None:
    """Not one of its bytes is coded anew."""
    pdf = pikepdf.new()
    image = image_of(pdf, photo())
    assert image.read_raw_bytes() == photo()
    assert image.Filter == pikepdf.Name.DCTDecode


def test_each_picture_is_read_once_and_put_in_all_places(tmp_path: Path) -> None:
    """Also in forms; an image that is no proxy stays."""
    one, other = stored(tmp_path, photo(1), "a.jpg"), stored(tmp_path, photo(2), "b.jpg")
    pictures = {one.key: photo(1), other.key: photo(2)}
    pdf = pikepdf.new()
    proxies = [image_of(pdf, proxy_of(picture)) for picture in (one, one, other)]
    own = image_of(pdf, photo(3))
    form = pdf.make_stream(b"", Subtype=pikepdf.Name.Form)
    form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(A=proxies[2]))
    held = pikepdf.Dictionary(A=proxies[0], B=proxies[1], C=own, F=form)
    resources = pikepdf.Dictionary(XObject=held)
    read: list[str] = []

    def take(key: str) -> bytes:
        read.append(key)
        return pictures[key]

    replace_proxies(pdf, [resources], take)
    images = [held.A, held.B, form.Resources.XObject.A, held.C]
    assert [image.read_raw_bytes() for image in images] == [photo(n) for n in (1, 1, 2, 3)]
    assert sorted(read) == sorted(pictures)
    held.A = image_of(pdf, proxy_of(one))
    with pytest.raises(ValueError, match="missing"):
        replace_proxies(pdf, [resources], dict[str, bytes]().__getitem__)
