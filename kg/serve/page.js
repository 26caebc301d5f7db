
"use strict";
// Everything from the graph becomes text nodes, never HTML.
const data = JSON.parse(document.getElementById("data").textContent);
const at = (id) => document.getElementById(id);
const SHOWN = 2000;
const NUMBERS = /#(integer|int|long|decimal|double|float|gYear|nonNegativeInteger)$/;
let running = null;
let latest = null;
let headings = {};

function make(tag, text, attributes = {}) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function shorten(iri) {
  for (const [prefix, namespace] of Object.entries(data.prefixes)) {
    if (iri.startsWith(namespace) && /^[\w.-]+$/.test(iri.slice(namespace.length))) {
      return prefix + ":" + iri.slice(namespace.length);
    }
  }
  let shown = iri;
  try { shown = decodeURI(iri); } catch { /* as it is */ }
  return shown.startsWith(data.base) ? "…/" + shown.slice(data.base.length) : shown;
}

function describing(iri) {
  return `SELECT ?direction ?property ?node WHERE {\n  { <${iri}> ?property ?node BIND("→" AS ?direction) }\n`
    + `  UNION\n  { ?node ?property <${iri}> BIND("←" AS ?direction) }\n}\nORDER BY DESC(?direction) ?property ?node\nLIMIT 500`;
}

function cellOf(term) {
  if (term === undefined) return make("td", "", { class: "none" });
  if (term.type === "uri") {
    const cell = make("td");
    const link = make("a", shorten(term.value), { href: "#", title: term.value });
    link.addEventListener("click", (event) => {
      event.preventDefault();
      headings = { direction: "方向", property: "属性", node: "值" };
      choose(null);
      at("query").value = describing(term.value);
      run();
    });
    cell.append(link);
    return cell;
  }
  const cell = make("td", term.type === "bnode" ? "_:" + term.value : term.value);
  if (NUMBERS.test(term.datatype || "")) cell.className = "number";
  if (term["xml:lang"]) cell.append(" ", make("span", "@" + term["xml:lang"], { class: "mark" }));
  return cell;
}

function showTable(answer) {
  const names = answer.head.vars;
  const table = make("table");
  const head = make("tr");
  for (const name of names) head.append(make("th", headings[name] || name, { scope: "col" }));
  const top = make("thead");
  top.append(head);
  const body = make("tbody");
  for (const binding of answer.results.bindings.slice(0, SHOWN)) {
    const row = make("tr");
    for (const name of names) row.append(cellOf(binding[name]));
    body.append(row);
  }
  table.append(top, body);
  at("result").replaceChildren(table);
}

function show(text, media) {
  latest = { text, media, answer: null };
  at("json").disabled = false;
  at("csv").disabled = true;
  if (!media.includes("json")) {
    at("json").textContent = "下载 Turtle";
    at("result").replaceChildren(make("pre", text));
    return "完成";
  }
  at("json").textContent = "下载 JSON";
  const answer = JSON.parse(text);
  latest.answer = answer;
  if ("boolean" in answer) {
    at("result").replaceChildren(make("p", answer.boolean ? "是" : "否"));
    return "完成";
  }
  at("csv").disabled = false;
  showTable(answer);
  const count = answer.results.bindings.length;
  return count > SHOWN ? `${count} 行，页面上只列出前 ${SHOWN} 行，下载的文件是全部` : `${count} 行`;
}

async function ask(url, options) {
  const response = await fetch(url, options);
  const text = await response.text();
  if (!response.ok) throw new Error(text.trim() || `服务器出错（HTTP ${response.status}）`);
  return { text, media: response.headers.get("Content-Type") || "" };
}

async function run() {
  if (running) running.abort();
  const mine = running = new AbortController();
  at("error").hidden = true;
  at("result").replaceChildren();
  at("status").textContent = "正在查询……";
  at("stop").hidden = false;
  const start = performance.now();
  try {
    const { text, media } = await ask("/sparql", {
      method: "POST",
      signal: mine.signal,
      headers: {
        "Content-Type": "application/sparql-query; charset=utf-8",
        Accept: "application/sparql-results+json, text/turtle;q=0.9",
      },
      body: at("query").value,
    });
    const said = show(text, media);
    at("status").textContent = `${said}，用时 ${((performance.now() - start) / 1000).toFixed(2)} 秒`;
  } catch (error) {
    if (mine !== running) return;
    at("status").textContent = "";
    if (error.name === "AbortError") {
      at("status").textContent = "已不再等待。";
    } else {
      at("error").textContent = error instanceof TypeError ? "连不上服务器。请检查 kg serve 是否还在运行。" : error.message;
      at("error").hidden = false;
    }
  } finally {
    if (mine === running) {
      running = null;
      at("stop").hidden = true;
    }
  }
}

async function runQuestion(question, form) {
  const fields = new URLSearchParams(form ? [...new FormData(form)] : []);
  try {
    const { text } = await ask(`/question/${encodeURIComponent(question.name)}?${fields}`, {});
    const bound = JSON.parse(text);
    headings = bound.columns;
    at("query").value = bound.text;
    run();
  } catch (error) {
    at("result").replaceChildren();
    at("status").textContent = "";
    at("error").textContent = error.message;
    at("error").hidden = false;
  }
}

function choose(question) {
  for (const button of document.querySelectorAll("nav button")) {
    if (question && button.dataset.name === question.name) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
  const place = at("parameters");
  place.hidden = !question;
  if (!question) return;
  const form = make("form");
  for (const parameter of question.parameters) {
    const label = make("label", parameter.label);
    label.append(make("input", undefined, { name: parameter.name, value: parameter.default, autocomplete: "off" }));
    form.append(label);
  }
  form.append(make("button", "查询", { class: "primary" }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    runQuestion(question, form);
  });
  place.replaceChildren(make("h2", question.title), make("p", question.description), form);
  runQuestion(question, form);
}

function listQuestions(filter) {
  const groups = new Map();
  for (const question of data.questions) {
    if (!(question.title + question.description + question.name).includes(filter)) continue;
    if (!groups.has(question.group)) groups.set(question.group, []);
    groups.get(question.group).push(question);
  }
  const parts = [];
  for (const [name, questions] of groups) {
    parts.push(make("h2", name));
    for (const question of questions) {
      const button = make("button", question.title, { type: "button", title: question.description });
      button.dataset.name = question.name;
      button.addEventListener("click", () => choose(question));
      parts.push(button);
    }
  }
  at("questions").replaceChildren(...(parts.length ? parts : [make("p", "没有这样的问题。")]));
}

function csvCell(term) {
  if (term === undefined) return "";
  let text = term.value;
  // a spreadsheet would run what looks like a formula; numbers stay numbers
  if (!NUMBERS.test(term.datatype || "") && /^'*([\t\r\n]|\s*[=+\-@＝＋－＠])/.test(text)) text = "'" + text;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function save(name, text, media) {
  const link = make("a", undefined, { download: name, href: URL.createObjectURL(new Blob([text], { type: media })) });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

at("csv").addEventListener("click", () => {
  const names = latest.answer.head.vars;
  const lines = [names.map((name) => csvCell({ value: headings[name] || name }))];
  for (const binding of latest.answer.results.bindings) lines.push(names.map((name) => csvCell(binding[name])));
  save("结果.csv", "\ufeff" + lines.map((line) => line.join(",")).join("\r\n") + "\r\n", "text/csv");
});
at("json").addEventListener("click", () => {
  const isJson = latest.media.includes("json");
  save(isJson ? "结果.json" : "结果.ttl", latest.text, latest.media);
});
at("run").addEventListener("click", run);
at("stop").addEventListener("click", () => running && running.abort());
at("filter").addEventListener("input", (event) => listQuestions(event.target.value.trim()));
at("query").addEventListener("input", () => { headings = {}; });
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    run();
  }
});
for (const [prefix, namespace] of Object.entries(data.prefixes)) {
  const row = make("tr");
  row.append(make("td", prefix + ":"), make("td", namespace));
  at("prefixes").append(row);
}
listQuestions("");
at("query").value = "SELECT ?name ?target ?document WHERE {\n  ?row a kg:PerformanceTarget ; kg:name ?name ; kg:targetText ?target ; prov:wasQuotedFrom ?file .\n"
  + "  ?file dct:title ?document .\n}\nORDER BY ?document ?name\nLIMIT 50";
