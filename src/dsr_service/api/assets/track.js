"use strict";
// The token stands behind the #: it never reaches a server by itself, and leaves the address bar at once.
const token = location.hash.slice(1);
history.replaceState(null, "", location.pathname);
const french = navigator.language.startsWith("fr");
const say = (fr, en) => (french ? fr : en);
const page = document.getElementById("page");
let session = "";

const show = (text, kind = "p") => {
  const line = document.createElement(kind);
  line.textContent = text;
  page.append(line);
  return line;
};

const button = (text, act) => {
  const made = show(text, "button");
  made.type = "button";
  made.addEventListener("click", act);
};

const call = async (method, path, body) => {
  const headers = { Accept: "application/json, */*" };
  if (session) headers.Authorization = `Bearer ${session}`;
  if (body) headers["Content-Type"] = "application/json";
  const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error((await answer.json()).title);
  return answer;
};

const guarded = (act) => () => act().catch((error) => show(error.message));

const fetchExport = async (found) => {
  const answer = await call("GET", `/v1/track/exports/${found.id}/content?format=zip`);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = `${found.right}.zip`;
  link.click();
};

const follow = async () => {
  page.replaceChildren();
  const request = await (await call("GET", "/v1/track/request")).json();
  show(request.reference, "h1");
  show(`${say("État", "Status")}: ${request.status}`);
  if (request.due_date) show(`${say("Réponse au plus tard le", "Answer due by")} ${request.due_date}`);
  for (const right of request.rights) show(`${right.right}: ${right.outcome} ${right.reasons || ""}`);
  for (const found of request.exports) {
    button(`${say("Télécharger", "Download")}: ${found.right}`, guarded(() => fetchExport(found)));
  }
  if (!request.closed_at) {
    button(say("Retirer la demande", "Withdraw the request"), guarded(() => act("withdrawal")));
    button(say("Ce n'est pas moi", "This is not me"), guarded(() => act("disavowal")));
  }
};

const act = async (what) => {
  await call("POST", `/v1/track/${what}`);
  await follow();
};

const open = async () => {
  session = (await (await call("POST", "/v1/track/sessions", { token })).json()).session;
  await follow();
};

if (token) button(say("Ouvrir ma demande", "Open my request"), guarded(open));
else show(say("Ce lien est incomplet.", "This link is incomplete."));
