// Nothing needs this script: it copies texts, and keeps lists up to date while something happens at the hub.
(() => {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const text = document.getElementById(button.dataset.copy);
    if (!text || !navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", () => navigator.clipboard.writeText(text.textContent));
  }

  const live = () => [...document.querySelectorAll("[data-live]")];
  if (!live().length || !window.EventSource) return;
  let timer = 0;
  const refresh = async () => {
    timer = 0;
    // Whoever types or has opened something is not disturbed.
    if (document.hidden || live().some(part => part.contains(document.activeElement))) return;
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const parts = [...page.querySelectorAll("[data-live]")];
    live().forEach((part, place) => {
      if (parts[place] && part.innerHTML !== parts[place].innerHTML) part.replaceWith(document.adoptNode(parts[place]));
    });
  };
  const soon = () => { timer ||= setTimeout(() => refresh().catch(() => {}), 300); };
  const source = new EventSource("/control/v1/events");
  source.onmessage = soon;
  for (const kind of document.getElementById("main").dataset.events.split(" ")) source.addEventListener(kind, soon);
  addEventListener("pagehide", () => source.close());
})();
