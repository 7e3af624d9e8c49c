// Small comforts on top of pages that work without them: focus, counts, upload progress, time-out.
(() => {
  "use strict";
  const one = (where, what) => where.querySelector(what);
  const each = (where, what, deed) => where.querySelectorAll(what).forEach(deed);

  // After a page or a part of one arrives, put the reader where something has to be read or done.
  const settle = (root) => {
    const wrong = one(root, "[data-errors]") || (root.matches?.("[data-errors]") ? root : null);
    const stepped = one(root, "[data-focus]") || (root.matches?.("[data-focus]") ? root : null);
    if (wrong) {
      wrong.focus();
      const mark = document.body.dataset.error;
      if (!document.title.startsWith(mark)) document.title = `${mark} ${document.title}`;
    } else if (stepped) {
      const name = stepped.dataset.focus;
      const row = one(stepped, `[data-row="${CSS.escape(name)}"]`);
      const at = row ? one(row, "input, textarea, select") : document.getElementById(`${name}-add`);
      if (at) at.focus();
    } else {
      const told = one(root, "[data-flash]");
      if (told) told.focus();
    }
    each(root, "[data-count]", count);
  };

  const count = (area) => {
    const words = document.getElementById(`${area.id}-count`);
    if (!words || area.dataset.counting) return;
    area.dataset.counting = "1";
    const said = words.nextElementSibling;
    let later;
    const show = () => {
      const left = Number(area.dataset.count) - area.value.length;
      const text = left < 0 ? words.dataset.over : words.dataset.left;
      words.textContent = text.replace("{n}", Math.abs(left).toLocaleString(document.documentElement.lang));
      words.classList.toggle("error", left < 0);
      clearTimeout(later);
      later = setTimeout(() => { said.textContent = words.textContent; }, 1000);
    };
    area.addEventListener("input", show);
    show();
  };

  // A second press while the first is on its way changes nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const now = Date.now();
    if (now - Number(form.dataset.sent || 0) < 1500) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.sent = now;
  }, true);

  // A file that the court would refuse is named before it is sent.
  document.addEventListener("change", (event) => {
    const { files, dataset } = event.target;
    if (!files || !dataset.maxBytes) return;
    const large = [...files].some((file) => file.size > Number(dataset.maxBytes));
    let note = document.getElementById(`${event.target.id}-large`);
    if (!note) {
      note = document.createElement("p");
      note.id = `${event.target.id}-large`;
      note.className = "error";
      note.setAttribute("role", "alert");
      event.target.after(note);
    }
    note.textContent = large ? dataset.tooLarge : "";
  });

  document.addEventListener("htmx:xhr:progress", (event) => {
    const box = one(event.target, "[data-upload]");
    if (!box || !event.detail.lengthComputable) return;
    box.hidden = false;
    one(box, "progress").value = Math.round((100 * event.detail.loaded) / event.detail.total);
    one(box, "[data-upload-cancel]").onclick = () => {
      htmx.trigger(event.target, "htmx:abort");
      box.hidden = true;
    };
  });

  // A refusal of the network says so, and the typed words stay where they are.
  document.addEventListener("htmx:sendError", (event) => {
    event.target.dataset.sent = 0;
    const alert = document.getElementById("page-alert");
    if (!alert) return;
    alert.replaceChildren();
    const words = document.createElement("p");
    words.className = "errors";
    words.tabIndex = -1;
    words.textContent = document.body.dataset.offline;
    alert.append(words);
    words.focus();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const alert = document.getElementById("page-alert");
    if (alert && event.detail.target !== alert) alert.replaceChildren();
  });
  document.addEventListener("htmx:afterSettle", (event) => settle(event.detail.elt));

  // Five minutes before the session ends, offer to stay; one press is enough.
  const idle = () => {
    const box = document.getElementById("idle");
    if (!box) return;
    const wait = () => setTimeout(() => {
      const before = document.activeElement;
      box.hidden = false;
      const stay = one(box, "[data-stay]");
      stay.focus();
      stay.onclick = async () => {
        await fetch(location.href);
        box.hidden = true;
        before?.focus();
        wait();
      };
    }, Math.max(30, Number(box.dataset.idleSeconds) - 300) * 1000);
    wait();
  };

  settle(document);
  idle();
})();
