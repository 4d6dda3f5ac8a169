"""Who may erase themselves at once, and who has to wait for an administrator because an office must go on."""

from dialog_tracker.domain.policy import Actor, Role

_OF_THE_INSTALLATION = (Role.ADMINISTRATOR, Role.OVERSEER)


def waits_for_administrator(actor: Actor) -> bool:
    """Tell whether somebody holds an office: for an authority or for the installation. Citizens and organisations wait for nobody."""
    return bool(actor.authority_ids) or any(actor.has(role) for role in _OF_THE_INSTALLATION)
