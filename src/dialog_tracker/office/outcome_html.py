"""The report as one page that needs nothing else: headings, table heads, languages, an anchor for every comment."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import TextIO

from dialog_tracker.domain.outcome import OutcomeReport
from dialog_tracker.domain.outcome_labels import STATUS
from dialog_tracker.domain.outcome_rows import LABELS, Column, OutcomeRow, Register
from dialog_tracker.domain.script import Script
from dialog_tracker.office.ooxml_text import Voice, clean, is_serbian
from dialog_tracker.office.outcome_cells import cells
from dialog_tracker.office.outcome_words import DEFINITIONS

_LOOK = """
body{font:1rem/1.5 "Times New Roman",Tinos,serif;color:#1a1a1a;background:#fff;max-width:75rem;margin:0 auto;padding:1rem}
h1,h2,h3{line-height:1.25}table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}
caption{text-align:left;font-weight:bold;padding:.25rem 0}th,td{border:1px solid #767676;padding:.35rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
thead th{background:#e4eaf1}td.n,th.n{text-align:right}.bar{fill:#2f4b6e}.remark{border-left:.4rem solid #2f4b6e;padding-left:.75rem;font-weight:bold}
article{border-top:1px solid #767676;padding:.5rem 0}dt{font-weight:bold}dd{margin:0 0 .5rem 0;white-space:pre-line;overflow-wrap:anywhere}
a{color:#0b3d91}a:focus{outline:3px solid #b35900}:target{background:#fff6d6}svg{max-width:100%;height:auto}
@media print{body{max-width:none}}
"""
_BODY = (Column.TEXT, Column.PROPOSED, Column.REASONS)
_HEADS = (Column.ROW, Column.NUMBER, Column.SUBMITTER, Column.PLACE, Column.STATUS)


def write_html(report: OutcomeReport, register: Register, target: TextIO, script: Script, columns: Sequence[Column]) -> None:
    """Write the page piece by piece."""
    target.writelines(_Page(report, register, Voice(script, register.english), columns).pieces())


def anchor(comment: str) -> str:
    """Give the anchor of a comment: its lasting number without the stroke."""
    return f"k-{comment.replace('/', '-')}"


class _Page:
    def __init__(self, report: OutcomeReport, register: Register, voice: Voice, columns: Sequence[Column]) -> None:
        self._report, self._register, self._voice = report, register, voice
        self._columns = [column for column in columns if column not in _HEADS]
        self._shown = set(columns)

    def _say(self, text: str) -> str:
        return escape(clean(self._voice.plain(text)))

    def pieces(self) -> Iterator[str]:
        register = self._register
        title = self._say(f"{register.title}: {register.act_title}")
        yield f'<!DOCTYPE html>\n<html lang="{self._voice.language}">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        yield f"<style>{_LOOK}</style>\n</head>\n<body>\n<header>\n<p>{self._say(register.authority)}</p>\n<h1>{title}</h1>\n"
        yield f"<p>{escape(register.reference)}, {self._say('верзија')} {register.version}</p>\n"
        yield from (f'<p class="remark">{self._say(remark)}</p>\n' for remark in register.remarks)
        yield f"</header>\n{self._contents()}<main>\n"
        yield from self._facts()
        yield from self._numbers()
        yield from self._submitters()
        yield from self._sections()
        yield from self._meanings()
        yield "</main>\n</body>\n</html>\n"

    def _contents(self) -> str:
        parts = {"f": "Основни подаци", "s": "Исход у бројевима", "p": "Подносиоци", "c": "Коментари и одговори", "d": "Објашњења"}
        if Column.SUBMITTER not in self._shown:
            del parts["p"]
        links = "".join(f'<li><a href="#{key}">{self._say(title)}</a></li>' for key, title in parts.items())
        return f'<nav aria-label="{self._say("Садржај")}"><ul>{links}</ul></nav>\n'

    def _facts(self) -> Iterator[str]:
        yield f'<section aria-labelledby="f">\n<h2 id="f">{self._say("Основни подаци")}</h2>\n'
        yield from (f"<p>{self._say(line)}</p>\n" for line in self._report.front.intro)
        rows = [(fact.label, fact.value) for fact in self._report.front.facts]
        yield self._table("Основни подаци", ("Податак", "Вредност"), rows)
        yield "</section>\n"

    def _numbers(self) -> Iterator[str]:
        numbers = self._report.numbers
        yield f'<section aria-labelledby="s">\n<h2 id="s">{self._say("Исход у бројевима")}</h2>\n<p>{self._say(numbers.outcome)}</p>\n'
        yield from self._charted("Исход разматрања", ("Исход", "Коментара"), [(one.label, one.comments) for one in numbers.statuses])
        kinds = [(one.label, one.comments) for one in numbers.kinds]
        yield from self._charted("Коментари по врсти подносиоца", ("Врста подносиоца", "Коментара"), kinds)
        yield from self._charted(
            "Коментари по деловима текста", ("Део текста", "Коментара"), [(one.label, one.comments) for one in numbers.parts]
        )
        arrivals = [(one.label, one.submissions) for one in self._report.course.arrivals]
        yield from self._charted("Поднесци по времену пријема", ("Време", "Поднесака"), arrivals)
        yield "</section>\n"

    def _charted(self, title: str, head: tuple[str, str], rows: Sequence[tuple[str, int]]) -> Iterator[str]:
        yield f"<h3>{self._say(title)}</h3>\n"
        if not any(count for _, count in rows):
            yield f"<p>{self._say('Нема података за приказ.')}</p>\n"
            return
        yield self._bars(title, rows)
        yield self._table(title, head, [(label, self._voice.number(count)) for label, count in rows], figures=1)

    def _bars(self, title: str, rows: Sequence[tuple[str, int]]) -> str:
        most = max(count for _, count in rows)
        told = "; ".join(f"{self._say(label)} {count}" for label, count in rows)
        drawn = "".join(
            f'<text x="245" y="{22 * at + 16}" text-anchor="end" font-size="12">{self._say(label[:42])}</text>'
            f'<rect class="bar" x="250" y="{22 * at + 4}" width="{440 * count / most:.1f}" height="15"/>'
            f'<text x="{255 + 440 * count / most:.1f}" y="{22 * at + 16}" font-size="12">{count}</text>'
            for at, (label, count) in enumerate(rows)
        )
        box = f'viewBox="0 0 760 {22 * len(rows) + 8}" width="760" height="{22 * len(rows) + 8}"'
        return f'<svg role="img" aria-label="{self._say(title)}: {told}" {box}>{drawn}</svg>\n'

    def _table(self, title: str, head: Sequence[str], rows: Iterable[Sequence[str]], figures: int = 0) -> str:
        """Write a table whose first column heads its rows; the last `figures` columns are numbers."""
        text = len(head) - figures
        heads = "".join(f'<th scope="col"{" class=n" * (at >= text)}>{self._say(one)}</th>' for at, one in enumerate(head))
        lines = "".join(f"<tr>{self._line(row, text)}</tr>\n" for row in rows)
        return f"<table>\n<caption>{self._say(title)}</caption>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{lines}</tbody>\n</table>\n"

    def _line(self, row: Sequence[str], text: int) -> str:
        others = "".join(f"<td{' class=n' * (at >= text)}>{self._say(one)}</td>" for at, one in enumerate(row[1:], start=1))
        return f'<th scope="row">{self._say(row[0])}</th>{others}'

    def _submitters(self) -> Iterator[str]:
        if Column.SUBMITTER in self._shown:
            yield f'<section aria-labelledby="p">\n<h2 id="p">{self._say("Подносиоци")}</h2>\n'
            head = ("Подносилац", "Коментара", *STATUS.values())
            rows = [
                (one.name, self._voice.number(one.comments), *(self._voice.number(one.by_status[key]) for key in STATUS))
                for one in self._register.submitters
            ]
            yield self._table("Подносиоци и исход њихових коментара", head, rows, figures=len(head) - 1)
            yield "</section>\n"

    def _sections(self) -> Iterator[str]:
        yield f'<section aria-labelledby="c">\n<h2 id="c">{self._say("Коментари и одговори")}</h2>\n'
        if not self._register.comments:
            yield f"<p>{self._say('Није било коментара.')}</p>\n"
        behind: dict[int, list[OutcomeRow]] = {}
        for row in self._register.comments:
            behind.setdefault(row.row, []).append(row)
        for section in self._report.sections:
            yield f"<h3>{self._say(section.title)}</h3>\n<p>{self._say(section.lead)}</p>\n"
            for table in section.tables:
                yield f"<h4>{self._say(table.heading)}</h4>\n" * bool(table.heading)
                for point in table.rows:
                    yield from map(self._comment, behind[point.number])
                yield f"<p>{self._say(table.see_also)}</p>\n" * bool(table.see_also)
        yield "</section>\n"

    def _comment(self, row: OutcomeRow) -> str:
        who = f", {self._say(row.submitter)}" if Column.SUBMITTER in self._shown else ""
        where = f", {self._say(row.place)}" if Column.PLACE in self._shown else ""
        late = f" ({self._say('неблаговремен')})" if row.late else ""
        said = "".join(map(self._said, [row] * len(self._columns), self._columns, cells(row, self._columns, self._voice)))
        ended = f"<dt>{self._say(LABELS[Column.STATUS])}</dt><dd>{self._say(STATUS[row.status])}</dd>"
        key = anchor(row.number)
        return (
            f'<article id="{escape(key)}" aria-labelledby="h-{escape(key)}">\n<p id="h-{escape(key)}"><b>{row.row}.</b> '
            f'<a href="#{escape(key)}">{escape(row.number)}</a>{who}{where}{late}</p>\n<dl>{ended}{said}</dl>\n</article>\n'
        )

    def _said(self, row: OutcomeRow, column: Column, text: str) -> str:
        if not text or (column is Column.LATE):
            return ""
        said_in = row.language if not is_serbian(row.language) else "sr" * self._voice.english
        language = f' lang="{escape(said_in)}"' if said_in and column in _BODY else ""
        return f"<dt>{self._say(LABELS[column])}</dt><dd{language}>{escape(text)}</dd>"

    def _meanings(self) -> Iterator[str]:
        yield f'<section aria-labelledby="d">\n<h2 id="d">{self._say("Објашњења")}</h2>\n<dl>'
        yield from (f"<dt>{self._say(word)}</dt><dd>{self._say(meaning)}</dd>\n" for word, meaning in DEFINITIONS)
        yield "</dl>\n</section>\n"
