"""What a reader sees of a figure's texts: their words and the room that they take."""

from itertools import combinations

from matplotlib.figure import Figure

from safetystats.figures.fonts import visible_texts

_SLACK = 0.3  # pixels at 300 dots per inch


def texts(figure: Figure) -> list[str]:
    """Return every text of the figure, tick labels included."""
    figure.draw_without_rendering()
    return [artist.get_text().replace("\N{NO-BREAK SPACE}", " ") for artist in visible_texts(figure)]


def assert_texts_apart(figure: Figure) -> None:
    """Assert that no text leaves the page and that no two overlap."""
    figure.set_dpi(300)
    figure.draw_without_rendering()
    page = figure.bbox
    boxes = [(artist.get_text(), artist.get_window_extent()) for artist in visible_texts(figure)]
    assert boxes
    for words, box in boxes:
        assert page.x0 - _SLACK <= box.x0 < box.x1 <= page.x1 + _SLACK, f"{words!r} leaves the page at a side"
        assert page.y0 - _SLACK <= box.y0 < box.y1 <= page.y1 + _SLACK, f"{words!r} leaves the page above or below"
    for (words, box), (others, other) in combinations(boxes, 2):
        apart = (
            box.x1 <= other.x0 + _SLACK
            or other.x1 <= box.x0 + _SLACK
            or box.y1 <= other.y0 + _SLACK
            or other.y1 <= box.y0 + _SLACK
        )
        assert apart, f"{words!r} and {others!r} overlap"
