// Uploading on the administration page: files are sent two at a time, then watched until they are read.
"use strict";
(() => {
  const zone = document.getElementById("ya-drop");
  if (!zone) return;
  const words = zone.dataset;
  const choose = document.getElementById("ya-choose");
  const list = document.getElementById("ya-jobs");
  const live = document.getElementById("ya-live");
  const AT_ONCE = 2;
  const LOOK = 1000; // milliseconds between looks at the jobs
  const queue = [];
  const watched = new Map(); // id of a job -> its line
  let sending = 0;
  let looking = false;

  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  };

  function addLine(name) {
    const item = make("li");
    const title = make("bdi", "", name);
    const bar = make("progress");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", name);
    const state = make("span", "ya-quiet", words.queued);
    item.append(title, bar, state);
    list.append(item);
    return { item, bar, state, name };
  }

  function say(line, text, { bad = false, share = null, busy = false } = {}) {
    line.state.textContent = text;
    line.state.className = bad ? "ya-bad" : "ya-quiet";
    if (share !== null) line.bar.value = share;
    else if (busy) line.bar.removeAttribute("value");
  }

  function enqueue(files) {
    for (const file of files) {
      const line = addLine(file.name);
      if (file.size > Number(words.limit) * 1024 * 1024) say(line, words.large, { bad: true, share: 0 });
      else queue.push({ file, line });
    }
    next();
  }

  function next() {
    while (sending < AT_ONCE && queue.length) {
      sending += 1;
      send(queue.shift());
    }
  }

  function send({ file, line }) {
    const request = new XMLHttpRequest();
    const over = () => {
      sending -= 1;
      next();
    };
    const failed = (sentence) => {
      say(line, sentence, { bad: true, share: 0 });
      const again = make("button", "ya-link", words.again);
      again.type = "button";
      again.addEventListener("click", () => {
        say(line, words.queued, { share: 0 });
        queue.push({ file, line });
        next();
      });
      line.state.append(" ", again);
      over();
    };
    request.open("POST", words.upload);
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      const share = event.loaded / event.total;
      say(line, `${words.uploading} ${Math.round(share * 100)}%`, { share });
    });
    request.addEventListener("error", () => failed(words.lost));
    request.addEventListener("abort", () => failed(words.lost));
    request.addEventListener("load", () => {
      const answer = request.response;
      if (request.status !== 202 || !answer) {
        failed((answer && answer.error && answer.error.message) || words.lost);
        return;
      }
      watched.set(answer.id, line);
      show(answer, line);
      over();
      look();
    });
    const form = new FormData();
    form.append("file", file, file.name);
    request.send(form);
  }

  function show(job, line) {
    line.item.classList.toggle("ya-over", job.state === "done" || job.state === "failed");
    if (job.state === "done") {
      say(line, words[job.outcome] || words.added, { share: 1 });
      if (job.url) {
        const open = make("a", "", words.open);
        open.href = job.url;
        line.state.append(" · ", open);
      }
    } else if (job.state === "failed") {
      say(line, words.failed, { bad: true, share: 1 });
    } else if (job.state === "waiting") {
      say(line, job.code === "library_busy" ? words.busy : words.waiting, { busy: true });
    } else {
      const at = job.progress || { done: 0, total: 0, pages: "" };
      const far = job.state === "indexing" && at.total ? `${at.done}/${at.total}` : at.pages;
      say(line, `${words[job.state]} ${far}`, { busy: true });
    }
  }

  async function look() {
    if (looking) return;
    looking = true;
    let ended = false;
    while (true) {
      let jobs = [];
      try {
        const answer = await fetch(words.jobs, { headers: { Accept: "application/json" } });
        if (answer.ok) jobs = (await answer.json()).jobs;
      } catch {
        // The server is away for a moment; what it has stored it will read.
      }
      for (const job of jobs.toReversed()) {
        const isOver = job.state === "done" || job.state === "failed";
        if (!watched.has(job.id) && !isOver) watched.set(job.id, addLine(job.name)); // of an earlier visit
        const line = watched.get(job.id);
        if (!line) continue;
        show(job, line);
        if (isOver) {
          watched.delete(job.id);
          live.textContent = `${line.name}: ${line.state.textContent}`;
          ended = true;
        }
      }
      if (ended) {
        ended = false;
        await refresh();
      }
      if (!watched.size) break;
      await new Promise((resolve) => setTimeout(resolve, LOOK));
    }
    looking = false;
  }

  // The server draws the failures and the list anew; the rest of the page stays as it is.
  async function refresh() {
    try {
      const answer = await fetch(location.href);
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const id of ["ya-failed", "ya-list"]) {
        const fresh = page.getElementById(id);
        const shown = document.getElementById(id);
        if (fresh && shown && !shown.contains(document.activeElement)) shown.replaceWith(document.adoptNode(fresh));
      }
    } catch {
      // Shown when the page is next opened.
    }
  }

  choose.addEventListener("change", () => {
    enqueue([...choose.files]);
    choose.value = "";
  });
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("ya-over");
    });
  }
  for (const name of ["dragleave", "drop"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.remove("ya-over");
    });
  }
  zone.addEventListener("drop", (event) => enqueue([...event.dataTransfer.files]));
  // A file that misses the zone must not take the page away.
  for (const name of ["dragover", "drop"]) window.addEventListener(name, (event) => event.preventDefault());
  window.addEventListener("beforeunload", (event) => {
    if (sending || queue.length) event.preventDefault();
  });
  look();
})();
