"""Reading pages and filling in forms as a visitor does."""

import re
from html import unescape


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"the page has no field {name}"
    return unescape(found[1])


def words(page: str) -> str:
    """What a reader sees, without tags, spaces folded."""
    body = re.sub(r"(?s)<(script|style|svg|head)\b.*?</\1>", " ", page)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


class Comment:
    """Fills in the form of a comment."""

    def __init__(self, browser, reference) -> None:
        self.browser, self.reference = browser, reference

    async def save(self, reasons="Предлог је јасан.", proposed="", anchor="cl1", **more: str):
        shown = await self.browser.get(f"/c/{self.reference}/text/{anchor}" if anchor else f"/c/{self.reference}/general")
        assert shown.status_code == 200, shown.text
        target = "provision" if anchor else "general"
        typed = {"kind": "proposal", "target": target, "anchor": anchor, "reasons": reasons, "proposed": proposed, "quote": "", "item": ""}
        typed |= {"form_key": hidden(shown.text, "form_key")} | more
        return await self.browser.post(f"/c/{self.reference}/comments/new", typed)

    async def send(self, **more: str):
        shown = await self.browser.get(f"/c/{self.reference}/basket")
        organisation = re.search(r'name="speaker" type="radio" value="([0-9a-f-]{36})"', shown.text)
        typed = {"form_key": hidden(shown.text, "form_key"), "display": "full", "agreed": "yes"}
        typed |= {"speaker": organisation[1] if organisation else ""} | more
        return await self.browser.post(f"/c/{self.reference}/basket", typed)
