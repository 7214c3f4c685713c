"""What a person at a browser waits for and loads: first text, bytes over the wire, tap to visible answer."""
import tempfile
from dataclasses import dataclass, field

from playwright.async_api import Playwright, async_playwright

from bench.servers import Server
from tests.support.browser import FLAGS, PAGE_SIDE, PHONE_SIZE, chromium_path

PATIENCE = 60_000  # milliseconds
FIRST_TEXT = """() => {
  const placeholder = document.querySelector('flt-semantics-placeholder');
  if (placeholder) journey.enableSemantics();
  return journey.texts().some((text) => /[가-힣]/.test(text)) && performance.now();
}"""
TAP = """async (label) => {
  const before = journey.texts().join();
  const begun = performance.now();
  journey.press(label);
  while (journey.texts().join() === before) {
    await new Promise(requestAnimationFrame);
    if (performance.now() - begun > 10000) throw new Error(`${label}: nothing changed`);
  }
  return performance.now() - begun;
}"""


@dataclass
class Visit:
    first_text: float = 0.0  # milliseconds after the navigation began
    received: int = 0  # bytes over the wire, headers included
    requests: int = 0
    taps: list[float] = field(default_factory=list)  # milliseconds


async def visits(server: Server, taps: list[str]) -> tuple[Visit, Visit]:
    """A first visit with nothing kept, and a second one with the same browser profile; the taps are made in the second."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:  # on disk: a private window keeps no large file
        async with async_playwright() as playwright:
            return await _visit(playwright, profile, server, []), await _visit(playwright, profile, server, taps)


async def _visit(playwright: Playwright, profile: str, server: Server, taps: list[str]) -> Visit:
    """One start of Chromium with this profile."""
    visit = Visit()
    context = await playwright.chromium.launch_persistent_context(
        profile, executable_path=chromium_path(), args=FLAGS, viewport=PHONE_SIZE, locale="ko-KR",
    )
    context.set_default_timeout(PATIENCE)
    await context.add_init_script(path=PAGE_SIDE)
    page = context.pages[0]
    devtools = await context.new_cdp_session(page)
    await devtools.send("Network.enable")

    def loaded(event: dict[str, float]) -> None:
        visit.received += int(event["encodedDataLength"])
        visit.requests += 1

    def framed(event: dict[str, dict[str, str]]) -> None:
        visit.received += len(event["response"]["payloadData"]) * 3 // 4  # binary frames are told in base64

    devtools.on("Network.loadingFinished", loaded)
    devtools.on("Network.webSocketFrameReceived", framed)
    await page.goto(server.base, wait_until="commit")
    visit.first_text = float(await (await page.wait_for_function(FIRST_TEXT, polling="raf")).json_value())
    await page.evaluate("() => journey.still(4)")
    devtools.remove_listener("Network.loadingFinished", loaded)
    devtools.remove_listener("Network.webSocketFrameReceived", framed)  # what taps bring is no part of coming in
    for label in taps:
        visit.taps.append(float(await page.evaluate(TAP, label)))
        await page.evaluate("() => journey.still(4)")
    await context.close()
    return visit

