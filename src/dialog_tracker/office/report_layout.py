"""The order of the report's pages: from the heading block to the signature and the list of submitters."""

from collections.abc import Callable, Iterator, Sequence
from textwrap import wrap
from typing import Any

from dialog_tracker.domain.outcome import ChangeRow, CommentSection, CommentTable, InvitedRow, OutcomeReport
from dialog_tracker.domain.outcome_facts import Signatory
from dialog_tracker.office.charts import BarChart
from dialog_tracker.office.ooxml_blocks import Block, Caption, Heading, Raw, Table, Text, plain_rows
from dialog_tracker.office.ooxml_text import Voice, paragraph, run
from dialog_tracker.office.report_annexes import annexes
from dialog_tracker.office.report_rows import COLUMNS, Press

PAGE_BREAK = Raw(paragraph("DTPrelom", '<w:r><w:br w:type="page"/></w:r>'))
_TAB = "<w:r><w:tab/></w:r>"
_BREAK = "<w:r><w:br/></w:r>"
_OFFICE_LINE = 22  # characters in capitals beside the seal
_MOST_BARS = 20
_NO_CHART = "Нема података за приказ."


class Layout:
    """Lays a report out as blocks, in three parts that differ in how the page stands."""

    def __init__(self, report: OutcomeReport, voice: Voice) -> None:
        """Keep the report and the script it is written in."""
        self._report = report
        self._voice = voice

    def title_page(self) -> Iterator[Block]:
        """The heading block, the legal basis and the title."""
        head, front = self._report.letterhead, self._report.front
        yield from (Text(line, "DTBroj") for line in head.above)
        yield Text(head.authority, "DTOrgan")
        yield from (Text(line, "DTBroj") for line in (head.unit, head.case_number, head.issued_on, head.place) if line)
        yield Text(front.basis, "DTOsnov")
        first, _, rest = front.title.partition(" ")
        yield Text(f"{first}\n{rest}" if rest else first, "Title", before=1700)
        yield Text(front.subject, "Subtitle")
        yield from (Text(remark, "DTMesto", before=240) for remark in self._report.remarks)
        yield Text(front.place_and_month, "DTMesto", before=max(600, 3800 - 900 * len(self._report.remarks)))
        yield PAGE_BREAK

    def head_of_tables(self) -> Iterator[Block]:
        """What stands above the tables where they are a file of their own."""
        report = self._report
        yield Text(report.letterhead.authority, "DTOrgan")
        yield Text("Коментари и одговори", "Title", before=240)
        yield Text(
            self._voice.phrase(
                "Прилог уз: {0}, {1} ({2}, верзија {3})", report.front.title, report.front.subject, report.reference, report.version
            ),
            "Subtitle",
        )
        yield from (Text("", lead=remark) for remark in report.remarks)

    def further_comments(self) -> Iterator[Block]:
        """Who stands behind a row, and long texts, after tables that are a file of their own."""
        yield from annexes(self._report.aftermath, self._voice)

    def portrait(self) -> Iterator[Block]:
        """The sections before the comments."""
        front, course = self._report.front, self._report.course
        yield Heading(1, "Основни подаци", new_page=True)
        yield from (Text("", lead=remark) for remark in self._report.remarks)
        yield from (Text(line) for line in front.intro)
        yield Caption("Табела", "Поступак у бројевима", "tab_brojevi")
        rows = [(fact.label, fact.value) for fact in front.facts]
        yield self._small((52, 108), rows, ("DTTekst", "DTTekst"), "Основни подаци", "Две колоне: податак и вредност", facts=True)
        yield Text(self._voice.phrase("{0} Бројеви су објашњени у одељку „Шта бројеви значе”.", front.facts_note), "DTNapomena")
        yield Heading(1, "Правни основ")
        yield from self._list(course.grounds, course.citations)
        yield Heading(1, "Припрема текста")
        yield from (Text(line) for line in course.drafting)
        yield from self._course()
        yield from self._numbers()

    def _list(self, leads: Sequence[str], items: Sequence[str]) -> Iterator[Block]:
        """A lead and its dashes, each ending as a list in a sentence does."""
        yield from (Text(lead, keep_next=bool(items)) for lead in leads)
        for index, item in enumerate(items, start=1):
            yield Text(f"{item}{'.' if index == len(items) else ';'}", "ListBullet")

    def _course(self) -> Iterator[Block]:
        course = self._report.course
        yield Heading(1, self._voice.phrase("Ток {0}", self._report.procedure_genitive))
        yield Heading(2, "Објављивање и канали")
        yield from self._list((course.published,), course.publications)
        yield from self._list((course.channels_lead,), course.channels)
        yield from self._invited()
        yield Heading(2, "Догађаји")
        if course.events:
            yield Caption("Табела", self._voice.phrase("Догађаји у току {0}", self._report.procedure_genitive), "tab_dogadjaji")
            yield self._events()
            yield Text("Број учесника наведен је онако како га је пријавио организатор.", "DTNapomena")
        else:
            yield Text(course.events_lead)
        yield Heading(2, "Када су поднесци стизали")
        yield from self._arrivals()

    def _invited(self) -> Iterator[Block]:
        """Who was invited, where that is on record."""
        course = self._report.course
        if not course.invited_lead:
            return
        yield Heading(2, "Ко је позван")
        yield Text(course.invited_lead, keep_next=True)
        yield Caption("Табела", "Позвани учесници", "tab_pozvani")
        head = ("Позвани", "Начин", "Позвано", "Одговор на позив")
        summary = "Ко је позван, на који начин и када, и када је одговорио"
        styles = ("DTTekst",) * len(head)
        yield self._small((66, 38, 28, 28), course.invited, styles, "Позвани учесници", summary, head=head, cells=_invited_cells)
        yield Text("Подаци су из евиденције позива коју води орган.", "DTNapomena")

    def _events(self) -> Table:
        rows = [(str(event.number), event.held_on, event.name, event.participants) for event in self._report.course.events]
        styles = ("DTTekstBroj", "DTTekst", "DTTekst", "DTTekstBroj")
        head = ("Р. бр.", "Датум", "Догађај и место", "Учесника")
        summary = "Датум, догађај и место, број учесника за сваки догађај"
        return self._small((14, 50, 66, 30), rows, styles, "Догађаји", summary, head=head)

    def _arrivals(self) -> Iterator[Block]:
        course = self._report.course
        yield Text(course.arrivals_lead, keep_next=True)
        if not any(day.submissions for day in course.arrivals):
            return
        yield Caption("Графикон", "Поднесци по времену пријема", "graf_dani")
        bars = tuple((day.label, day.submissions) for day in course.arrivals)
        yield self._chart("Поднесци по времену пријема", "Поднесака", bars, upright=True)
        yield Text(course.arrivals_note, "DTNapomena")

    def _chart(self, name: str, series: str, bars: tuple[tuple[str, int], ...], upright: bool = False) -> BarChart:
        said = tuple((self._voice.plain(label), value) for label, value in bars)
        numbers = "; ".join(f"{label} {value}" for label, value in said)
        what = self._voice.plain(self._voice.phrase("Стубичасти графикон. {0}", self._voice.plain(name)))
        description = f"{what}: {numbers}."
        return BarChart(self._voice.plain(name), description, self._voice.plain(series), said, upright)

    def _charted(self, name: str, bookmark: str, bars: Sequence[tuple[str, int]]) -> Iterator[Block]:
        """Chart the numbers of the table above; where they are too many for a page, the largest of them."""
        shown = sorted(bars, key=lambda bar: -bar[1])[:_MOST_BARS]
        if not any(count for _, count in shown):
            yield Text(_NO_CHART)
            return
        title = name if len(bars) <= _MOST_BARS else self._voice.phrase("{0} ({1} највећих бројева)", self._voice.plain(name), _MOST_BARS)
        yield Caption("Графикон", title, bookmark)
        yield self._chart(title, "Коментара", tuple(bar for bar in bars if bar in shown)[:_MOST_BARS])

    def _numbers(self) -> Iterator[Block]:
        numbers = self._report.numbers
        yield Heading(1, "Учесници и бројеви", new_page=bool(numbers.kinds))
        yield Heading(2, "Ко је учествовао")
        if numbers.kinds:
            yield Text(
                self._voice.phrase("{0} Подаци по врсти подносиоца дати су у табели\u00a0{1}.", numbers.participation, "{{tab_vrste}}")
            )
            yield Caption("Табела", "Подносиоци, поднесци и коментари по врсти подносиоца", "tab_vrste")
            yield self._kinds()
            yield Text(numbers.kinds_note, "DTNapomena")
            yield from self._charted("Коментари по врсти подносиоца", "graf_vrste", [(kind.label, kind.comments) for kind in numbers.kinds])
        else:
            yield Text(numbers.participation)
        yield Heading(2, "Шта бројеви значе")
        yield Text("Исти захтев често стигне више пута. Зато се наводе три броја и сваки се односи на нешто друго:", keep_next=True)
        yield from (Text(f" – {meaning.value}", "ListBullet", lead=meaning.label) for meaning in numbers.meanings)
        yield from self._outcome()
        yield Heading(2, "Које су одредбе привукле највише коментара")
        if self._report.totals.points:
            yield Caption("Табела", "Коментари по деловима текста", "tab_delovi")
            yield self._parts()
            yield from self._charted("Коментари по деловима текста", "graf_delovi", [(part.label, part.comments) for part in numbers.parts])
        yield Text(numbers.parts_note, "DTNapomena" if self._report.totals.points else "BodyText")

    def _kinds(self) -> Table:
        totals = self._report.totals
        rows = [
            (
                kind.label,
                self._voice.number(kind.submitters),
                self._voice.number(kind.submissions),
                self._voice.number(kind.comments),
                kind.share,
            )
            for kind in self._report.numbers.kinds
        ]
        rows.append(
            (
                "Укупно",
                self._voice.number(totals.submitters),
                self._voice.number(totals.submissions),
                self._voice.number(totals.received),
                self._whole(totals.received),
            )
        )
        head = ("Врста подносиоца", "Подносилаца", "Поднесака", "Коментара", "Удео")
        summary = "Број подносилаца, поднесака и коментара за сваку врсту подносиоца"
        return self._figures((60, 27, 25, 26, 22), rows, "Учесници по врсти", summary, head)

    def _outcome(self) -> Iterator[Block]:
        numbers, totals = self._report.numbers, self._report.totals
        yield Heading(2, "Исход разматрања")
        yield Text(numbers.outcome)
        if not totals.points:
            yield Text(_NO_CHART)
            return
        yield Caption("Графикон", "Различите тачке према исходу", "graf_ishod")
        bars = tuple((status.label, status.points) for status in numbers.statuses)
        yield self._chart("Различите тачке према исходу", "Тачака", bars)
        yield Text(self._voice.phrase("Исти подаци, са бројем примљених коментара, у табели\u00a0{0}.", "{{tab_ishod}}"), "DTNapomena")
        yield Caption("Табела", "Исход разматрања", "tab_ishod")
        rows = [
            (status.label, self._voice.number(status.points), status.share, self._voice.number(status.comments))
            for status in numbers.statuses
        ]
        rows.append(("Укупно", self._voice.number(totals.points), self._whole(totals.points), self._voice.number(totals.received)))
        head = ("Исход", "Тачака", "Удео тачака", "Примљено коментара")
        yield self._figures((64, 24, 30, 42), rows, "Исход разматрања", "Број тачака, удео и број коментара за сваки исход", head)
        yield Text(numbers.statuses_note, "DTNapomena")

    def _parts(self) -> Table:
        totals = self._report.totals
        rows = [(part.label, self._voice.number(part.points), self._voice.number(part.comments)) for part in self._report.numbers.parts]
        rows.append(("Укупно", self._voice.number(totals.points), self._voice.number(totals.received)))
        head = ("Део текста", "Тачака", "Примљено коментара")
        return self._figures((94, 24, 42), rows, "Коментари по деловима текста", "Број тачака и коментара за сваки део", head)

    def _figures(self, widths: tuple[int, ...], rows: Sequence[Sequence[str]], title: str, summary: str, head: tuple[str, ...]) -> Table:
        """A table of numbers whose last row is the total, set in bold."""
        plain = ("DTTekst", *("DTTekstBroj",) * (len(widths) - 1))
        total = ("DTTekstZaglavlje", *("DTTekstZbir",) * (len(widths) - 1))
        styles = ("DTTekstZaglavlje", *("DTTekstZaglavljeBroj",) * (len(widths) - 1))

        def written() -> Iterator[str]:
            yield from plain_rows(widths, plain, rows[:-1], self._voice)
            yield from plain_rows(widths, total, rows[-1:], self._voice)

        return Table(widths, written, title, summary, head=head, head_styles=styles)

    def _whole(self, count: int) -> str:
        whole = "100.0%" if self._voice.english else "100,0\u00a0%"
        return whole if count else "–"

    def _small(
        self,
        widths: tuple[int, ...],
        rows: Sequence[Any],
        styles: tuple[str, ...],
        title: str,
        summary: str,
        *,
        head: tuple[str, ...] = (),
        facts: bool = False,
        cells: Callable[[Any], Sequence[str]] = tuple,
    ) -> Table:
        """A table of a few texts; `facts` has no head, and its first column is the label."""
        heads = tuple("DTTekstZaglavljeBroj" if style == "DTTekstBroj" else "DTTekstZaglavlje" for style in styles)
        return Table(
            widths,
            lambda: plain_rows(widths, styles, rows, self._voice, cells),
            title,
            summary,
            "DTCinjenice" if facts else "DTTabela",
            head,
            heads if head else (),
            facts,
        )

    def comments(self) -> Iterator[Block]:
        """The four sections of comments; an empty one keeps its sentence."""
        for section in self._report.sections:
            yield Heading(1, section.title)
            yield Text(section.lead, keep_next=bool(section.tables))
            for table in section.tables:
                if table.heading:
                    yield Heading(3, table.heading)
                if table.rows:
                    yield self._comment_table(section, table)
                    yield Text("", "DTPrelom")
                if table.see_also:
                    yield Text(table.see_also)

    def _comment_table(self, section: CommentSection, table: CommentTable) -> Table:
        columns = COLUMNS[section.key]
        press = Press(self._voice, columns)
        return Table(
            tuple(column.width for column in columns),
            lambda: press.rows(table.rows),
            table.heading or section.title,
            self._voice.phrase("Колоне: {0}", ", ".join(self._voice.plain(column.title) for column in columns)),
            head=tuple(column.title for column in columns),
            head_styles=("DTCelijaZaglavlje",) * len(columns),
        )

    def ending(self) -> Iterator[Block]:
        """What followed from the comments, the annexes, the signature and the list of submitters."""
        after = self._report.aftermath
        yield Heading(1, "Повучени коментари и изузеци")
        yield Text(after.withdrawn)
        if after.exceptions:
            yield from self._list(("Изузеци које је одобрио потписник:",), [line.rstrip(".") for line in after.exceptions])
        else:
            yield Text("Није било изузетака.")
        if after.corrections:
            lead = "Исправке одговора у односу на претходну верзију извештаја:"
            yield from self._list((lead,), [line.rstrip(".") for line in after.corrections])
        if after.four_eyes:
            yield Text(after.four_eyes)
        yield Heading(1, "Шта је измењено у тексту")
        yield Text(after.changes_lead, keep_next=bool(after.changes))
        if after.changes:
            yield Caption("Табела", "Измене текста", "tab_izmene")
            yield self._changes()
            yield Text("Редни број коментара упућује на табеле у претходним одељцима.", "DTNapomena")
        yield Heading(1, "Прилози")
        yield from (Text(f"{self._voice.plain(annex)}.", "ListNumber") for annex in after.annexes)
        if not after.annexes:
            yield Text("Извештај нема прилога.")
        yield Text(after.closing, keep_next=True, before=160)
        yield Raw(signature(self._report.signatory, self._voice))
        yield from annexes(after, self._voice)

    def _changes(self) -> Table:
        styles = ("DTTekstBroj", "DTTekst", "DTTekst", "DTTekst")
        head = ("Ред", "Одредба", "Измена", "На основу коментара")
        summary = "Одредба, измена и бројеви коментара"
        return self._small(
            (13, 46, 72, 29), self._report.aftermath.changes, styles, "Измене текста", summary, head=head, cells=_change_cells
        )


def _invited_cells(one: InvitedRow) -> tuple[str, ...]:
    return one.name, one.channel, one.invited_on, one.answered_on


def _change_cells(change: ChangeRow) -> tuple[str, ...]:
    return str(change.number), change.place, change.change, change.because_of


def signature(signatory: Signatory, voice: Voice) -> str:
    """One paragraph, so that no page can part the office from the name; a long title of an office takes two lines."""
    office = _BREAK.join(_TAB * 2 + run(voice.say(line)) for line in balanced(signatory.office.upper()))
    seal, line = _TAB + run(voice.say("М.\u00a0П.")), _TAB * 2 + run("_" * 28)
    name = _TAB * 2 + run(voice.say(signatory.name))
    return paragraph("DTPotpis", _BREAK.join((office, "", seal, line, name)))


def balanced(text: str) -> list[str]:
    """Break a title of an office into as few lines as it needs, of about the same length."""
    lines = wrap(text, _OFFICE_LINE)
    widths = range(max(map(len, text.split()), default=1), _OFFICE_LINE)
    return next((narrow for width in widths if len(narrow := wrap(text, width)) == len(lines)), lines)
