"""The path of an act from initiative to the Official Gazette, put together from what was entered and what happened here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dialog_tracker.domain.act import ActStageKind

_ORDER = {kind: place for place, kind in enumerate(ActStageKind)}


@dataclass(frozen=True, slots=True)
class StageEvent:
    """A stage that was reached on a day, or is planned for one; `until_on` ends one that lasts, `reference` names a consultation."""

    kind: ActStageKind
    done_on: date | None = None
    planned_on: date | None = None
    until_on: date | None = None
    note: str = ""
    address: str = ""
    reference: str = ""

    def is_done(self, today: date) -> bool:
        """Tell whether the stage is behind on a day."""
        return self.done_on is not None and (self.until_on or self.done_on) <= today

    def is_running(self, today: date) -> bool:
        """Tell whether the stage lasts on a day."""
        return self.done_on is not None and self.done_on <= today < (self.until_on or self.done_on)

    @property
    def on(self) -> date:
        """Give the day by which stages are put in a row."""
        return self.done_on or self.planned_on or date.max


def path_of(events: Iterable[StageEvent]) -> tuple[StageEvent, ...]:
    """Put the stages of an act in a row by their days; those of one day in their usual order, several rounds one after another."""
    return tuple(sorted(events, key=lambda event: (event.on, _ORDER[event.kind])))


def what_is_next(path: Sequence[StageEvent], today: date) -> StageEvent | None:
    """Name the first stage that is still to come; None where nothing is known to come."""
    return next((event for event in path if not event.is_done(today) and not event.is_running(today)), None)
