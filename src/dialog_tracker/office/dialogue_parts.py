"""What the Word files about the policy dialogue share: tables of texts, charts of numbers, and words in two languages."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dialog_tracker.domain.programme import ActivityFacts, activity_name, kind_name, where_in_words
from dialog_tracker.domain.stated_count import count_in_words
from dialog_tracker.domain.vague_date import when_in_words
from dialog_tracker.office.charts import BarChart
from dialog_tracker.office.ooxml_blocks import Block, Caption, Table, Text, cell, row, twips
from dialog_tracker.office.ooxml_text import Voice, paragraph, run

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Speech:
    """Chooses between the Serbian and the English wording of a document, and lays out what is in it."""

    voice: Voice
    landscape: bool = True

    def __call__(self, serbian: str, english: str) -> str:
        """Choose a wording; where the English one is missing, the Serbian stands."""
        return (english or serbian) if self.voice.english else serbian

    def table(
        self,
        name: str,
        bookmark: str,
        widths: tuple[int, ...],
        head: Sequence[str],
        rows: Sequence[Any],
        cells: Callable[[Any], Sequence[str]],
    ) -> Iterator[Block]:
        """Lay out a captioned table; cells of several lines have a paragraph for each."""
        yield Caption(self("Табела", "Table"), name, bookmark)
        sizes = twips(widths)

        def written() -> Iterator[str]:
            for one in rows:
                yield row([cell(size, self._cell(text)) for size, text in zip(sizes, cells(one), strict=True)], whole=True)

        summary = f"{self('Колоне', 'Columns')}: {', '.join(head)}"
        styles = ("DTCelijaZaglavlje",) * len(widths)
        yield Table(widths, written, self.voice.plain(name), self.voice.plain(summary), head=tuple(head), head_styles=styles)
        yield Text("", "DTPrelom")

    def _cell(self, text: str) -> str:
        lines = [line for line in text.splitlines() if line.strip()] or [NOTHING]
        return "".join(paragraph("DTCelija", run(self.voice.say(line))) for line in lines)

    def facts(self, name: str, rows: Sequence[tuple[str, str]]) -> Iterator[Block]:
        """Lay out labels with what stands beside them, leaving out the empty ones."""
        shown = [one for one in rows if one[1]]
        widths = (80, 187) if self.landscape else (45, 115)
        sizes = twips(widths)

        def written() -> Iterator[str]:
            for one in shown:
                texts = ["".join(paragraph("DTTekst", run(self.voice.say(line))) for line in text.splitlines()) for text in one]
                yield row(map(cell, sizes, texts), whole=True)

        summary = self("Две колоне: податак и вредност", "Two columns: the fact and its value")
        yield Table(widths, written, self.voice.plain(name), self.voice.plain(summary), "DTCinjenice", (), (), first_column=True)

    def chart(self, name: str, series: str, bars: Sequence[tuple[str, int]], bookmark: str) -> Iterator[Block]:
        """Draw numbers as bars with the same numbers in words for those who cannot see them; nothing where there are none."""
        said = tuple((self.voice.plain(label), value) for label, value in bars if value)
        if not said:
            return
        what = self.voice.plain(name)
        numbers = "; ".join(f"{label} {value}" for label, value in said)
        kind = self.voice.plain(self("Стубичасти графикон", "Bar chart"))
        yield Caption(self("Графикон", "Chart"), name, bookmark)
        yield BarChart(what, f"{kind}. {what}: {numbers}.", self.voice.plain(series), said)


def activity_heads(say: Speech) -> tuple[str, ...]:
    """Name the columns of `activity_cells`."""
    return say("Када", "When"), say("Активност", "Activity"), say("Где", "Where"), say("Учесника", "Participants")


def activity_cells(one: ActivityFacts, say: Speech) -> tuple[str, ...]:
    """Write when an activity was, what it was and how many times, where, and how many took part."""
    english = say.voice.english
    kind = kind_name(one.kind, one.occurrences, english=english)
    times = f" ({one.occurrences})" if one.occurrences > 1 else ""
    named = activity_name(one, english=english) if one.title else ""
    return (
        when_in_words(one.when, english=english) or say("није наведено", "not stated"),
        f"{kind[:1].upper()}{kind[1:]}{times}\n{named}".strip(),
        where_in_words(one, english=english),
        count_in_words(one.count.number, one.count.qualifier, english=english),
    )
