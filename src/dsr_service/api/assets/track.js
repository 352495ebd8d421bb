"use strict";
// The token stands behind the #: it never reaches a server by itself, and leaves the address bar at once.
const token = location.hash.slice(1);
history.replaceState(null, "", location.pathname);
let french = navigator.language.toLowerCase().startsWith("fr");
const say = (fr, en) => (french ? fr : en);
const page = document.getElementById("page");
let session = "";
let draw = null; // shows the current view anew, in the other language too

const STATUS = {
  received: ["reçue", "received"],
  awaiting_identity: ["en attente d'un justificatif de votre part", "waiting for a proof from you"],
  in_progress: ["en cours", "in progress"],
  awaiting_approval: ["en cours de vérification", "being checked"],
  in_fulfilment: ["en cours d'exécution", "being carried out"],
  fulfilled: ["terminée", "done"],
  partly_refused: ["terminée, refusée en partie", "done, refused in part"],
  refused: ["refusée", "refused"],
  withdrawn: ["retirée", "withdrawn"],
  expired: ["close sans réponse de votre part", "closed without an answer from you"],
  pending: ["en cours", "in progress"],
};
const RIGHT = {
  access: ["Accès à mes données", "Access to my data"],
  rectification: ["Rectification", "Rectification"],
  erasure: ["Effacement", "Erasure"],
  restriction: ["Limitation du traitement", "Restriction of processing"],
  portability: ["Portabilité", "Portability"],
  objection: ["Opposition", "Objection"],
  consent_withdrawal: ["Retrait du consentement", "Withdrawal of consent"],
  automated_decision_review: ["Réexamen d'une décision automatisée", "Review of an automated decision"],
};
const word = (table, code) => (table[code] ? say(...table[code]) : code);
const locale = () => say("fr-FR", "en-GB");
const day = (text) => new Date(text).toLocaleDateString(locale(), { dateStyle: "long" });
const moment = (text) => new Date(text).toLocaleString(locale(), { dateStyle: "long", timeStyle: "short" });
const size = (bytes) => {
  const [unit, divisor] = bytes < 1e6 ? ["kB", 1e3] : ["MB", 1e6];
  return `${(bytes / divisor).toLocaleString(locale(), { maximumFractionDigits: 1 })} ${french ? unit.replace("B", "o") : unit}`;
};

const element = (kind, text, parent = page) => {
  const made = document.createElement(kind);
  if (text !== undefined) made.textContent = text;
  parent.append(made);
  return made;
};

const section = (title) => {
  const made = element("section");
  element("h2", title, made);
  return made;
};

const complain = (error) => {
  page.querySelectorAll("[role=alert]").forEach((old) => old.remove());
  const line = element("p", error.message);
  line.setAttribute("role", "alert");
  line.scrollIntoView({ block: "nearest" });
};

const guarded = (act) => async (event) => {
  event.preventDefault();
  const pressed = event.submitter || event.currentTarget;
  pressed.disabled = true;
  try {
    await act();
  } catch (error) {
    complain(error);
  } finally {
    pressed.disabled = false;
  }
};

const button = (text, act, parent = page) => {
  const made = element("button", text, parent);
  made.type = "button";
  made.addEventListener("click", guarded(act));
  return made;
};

// What can't be undone is asked twice.
const careful = (text, sure, act, parent) => {
  const made = button(text, () => {
    const box = document.createElement("div");
    box.className = "sure";
    element("p", sure, box);
    button(say("Oui, je confirme", "Yes, I am sure"), act, box);
    button(say("Non", "No"), () => box.replaceWith(made), box).className = "quiet";
    made.replaceWith(box);
  }, parent);
  made.className = "quiet";
};

const form = (label, input, submit, act, parent) => {
  const made = element("form", undefined, parent);
  const name = element("label", label, made);
  name.append(input);
  const pressed = element("button", submit, made);
  pressed.type = "submit";
  made.addEventListener("submit", guarded(act));
  return made;
};

const call = async (method, path, body) => {
  const headers = { Accept: "application/json, */*" };
  if (session) headers.Authorization = `Bearer ${session}`;
  const isForm = body instanceof FormData;
  if (body && !isForm) headers["Content-Type"] = "application/json";
  const answer = await fetch(path, { method, headers, body: body && (isForm ? body : JSON.stringify(body)) });
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => ({}));
  if (answer.status === 401) session = "";
  throw new Error(reason(problem, answer.status));
};

const REASON = {
  link_refused: ["Ce lien a déjà servi ou a expiré. Demandez-en un autre.", "This link was used already or has expired. Ask for another."],
  code_refused: ["Ce code n'est pas le bon, a déjà servi ou a expiré.", "This code is wrong, was used already or has expired."],
  too_many_codes: ["Trop de codes demandés aujourd'hui.", "Too many codes were asked for today."],
  unauthenticated: ["Votre session est terminée. Demandez un nouveau lien.", "Your session is over. Ask for a new link."],
  too_many_requests: ["Trop d'essais : attendez une minute.", "Too many attempts: wait a minute."],
};
const reason = (problem, status) => {
  if (REASON[problem.code]) return say(...REASON[problem.code]);
  if (status === 401) return say(...REASON.unauthenticated);
  return (problem.errors && problem.errors[0] && problem.errors[0].detail) || problem.detail || problem.title || `${status}`;
};

const top_ = () => {
  page.replaceChildren();
  document.documentElement.lang = say("fr", "en");
  const bar = element("header");
  element("span", say("Mes droits sur mes données", "My rights over my data"), bar);
  button(say("English", "Français"), () => {
    french = !french;
    draw();
  }, bar).className = "link";
};

const fetchExport = async (found) => {
  const answer = await call("GET", `/v1/track/exports/${found.id}/content?format=zip`);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = `${found.right}.zip`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
};

const summary = (request) => {
  const made = section(say("Où en est votre demande", "Where your request stands"));
  const list = element("dl", undefined, made);
  const pair = (name, value) => {
    element("dt", name, list);
    element("dd", value, list);
  };
  pair(say("État", "Status"), word(STATUS, request.status));
  pair(say("Reçue le", "Received on"), day(request.received_at));
  if (request.closed_at) pair(say("Close le", "Closed on"), day(request.closed_at));
  else if (request.due_date) pair(say("Réponse au plus tard le", "Answer due by"), day(request.due_date));
  if (request.extended) pair(say("Délai", "Time"), say("prolongé de deux mois", "extended by two months"));
  for (const right of request.rights) {
    pair(word(RIGHT, right.right), [word(STATUS, right.outcome), right.reasons].filter(Boolean).join(" : "));
  }
  if (request.release_waits_until) {
    const until = moment(request.release_waits_until);
    element("p", say(
      `Par sécurité, rien n'est remis avant le ${until}. Si cette demande n'est pas de vous, dites-le ci-dessous.`,
      `For your safety nothing is handed out before ${until}. If you did not make this request, say so below.`,
    ), made).className = "notice";
  }
};

const proof = () => {
  const made = section(say("Prouver votre identité", "Prove your identity"));
  element("p", say(
    "Envoyez une copie d'une pièce d'identité en cours de validité et signée (photo, PDF). Vous pouvez masquer ce qui n'est "
      + "pas utile : photo, numéro, taille. La copie est détruite dès qu'elle a été vérifiée.",
    "Send a copy of a valid, signed identity document (photo, PDF). You may mask what is not needed: photo, number, height. "
      + "The copy is destroyed as soon as it has been checked.",
  ), made);
  const file = document.createElement("input");
  Object.assign(file, { type: "file", name: "file", multiple: true, required: true });
  file.accept = ".jpg,.jpeg,.png,.pdf,.heic,.heif,.webp";
  form(say("Fichiers", "Files"), file, say("Envoyer", "Send"), async () => {
    const body = new FormData();
    for (const chosen of file.files) body.append("file", chosen);
    await call("POST", "/v1/track/identity-documents", body);
    await follow(say("Merci, votre copie est arrivée.", "Thank you, your copy has arrived."));
  }, made);
  element("p", say(
    "Ou recevez un code à l'adresse que nous connaissons déjà :",
    "Or have a code sent to the address that we know already:",
  ), made);
  button(say("M'envoyer un code", "Send me a code"), async () => {
    await call("POST", "/v1/track/identity-codes");
    tell(say("Si nous connaissons votre adresse, un code y a été envoyé.", "If we know your address, a code was sent there."));
  }, made).className = "quiet";
  const code = document.createElement("input");
  Object.assign(code, { type: "text", autocomplete: "one-time-code", minLength: 6, maxLength: 40, required: true });
  form(say("Code reçu", "Code received"), code, say("Vérifier", "Verify"), async () => {
    await call("POST", "/v1/track/identity-verification", { code: code.value });
    await follow(say("Merci, votre identité est vérifiée.", "Thank you, your identity is verified."));
  }, made);
};

const ready = (exports) => {
  const made = section(say("Vos données", "Your data"));
  for (const found of exports) {
    const text = `${say("Télécharger", "Download")} : ${word(RIGHT, found.right)} (${size(found.size)})`;
    button(french ? text : text.replace(" :", ":"), () => fetchExport(found), made);
    if (found.expires_at) {
      element("p", say(`Disponible jusqu'au ${moment(found.expires_at)}.`, `Available until ${moment(found.expires_at)}.`), made);
    }
  }
};

const letters = (messages) => {
  const made = section(say("Nos courriers", "Our letters"));
  for (const message of messages) {
    const one = element("details", undefined, made);
    element("summary", `${day(message.created_at)} – ${message.subject}`, one);
    element("pre", message.body, one);
  }
};

const actions = (request) => {
  const made = section(say("Agir", "What you can do"));
  if (request.rights.some((right) => right.right === "erasure" && right.outcome === "pending")) {
    careful(say("Annuler l'effacement", "Cancel the erasure"),
      say("Rien ne sera effacé ; votre demande reste ouverte.", "Nothing will be erased; your request stays open."),
      () => act("erasure-cancellation"), made);
  }
  careful(say("Retirer la demande", "Withdraw the request"),
    say("Votre demande sera close et rien ne sera fait.", "Your request will be closed and nothing will be done."),
    () => act("withdrawal"), made);
  careful(say("Ce n'est pas moi qui ai fait cette demande", "I did not make this request"),
    say("Rien ne sera remis ni effacé, et l'identité de la personne devra être prouvée de nouveau.",
      "Nothing will be handed out or erased, and whoever asked has to prove the identity anew."),
    () => act("disavowal"), made);
};

const tell = (text) => {
  page.querySelectorAll("[role=status]").forEach((old) => old.remove());
  const line = document.createElement("p");
  line.textContent = text;
  line.setAttribute("role", "status");
  page.querySelector("h1").after(line);
};

const follow = async (told) => {
  const request = await (await call("GET", "/v1/track/request")).json();
  const messages = await (await call("GET", "/v1/track/messages")).json();
  draw = () => {
    top_();
    element("h1", `${say("Demande", "Request")} ${request.reference}`);
    summary(request);
    if (request.exports.length) ready(request.exports);
    if (!request.closed_at && !request.identity_verified && request.waits_for_you) proof();
    if (messages.length) letters(messages);
    if (!request.closed_at) actions(request);
    const end = element("footer");
    element("p", say(`Votre session se termine le ${moment(request.session_expires_at)}.`,
      `Your session ends on ${moment(request.session_expires_at)}.`), end);
    button(say("Fermer la session", "End the session"), leave, end).className = "quiet";
  };
  draw();
  if (told) tell(told);
};

const act = async (what) => {
  await call("POST", `/v1/track/${what}`);
  await follow(say("C'est fait.", "Done."));
};

const leave = async () => {
  await call("POST", "/v1/track/sessions/end");
  session = "";
  draw = () => {
    top_();
    element("h1", say("Votre session est fermée.", "Your session is closed."));
    another();
  };
  draw();
};

// The same answer whether the reference exists or not: the link goes to the known address alone.
const another = () => {
  const made = section(say("Recevoir un nouveau lien", "Have a new link sent"));
  const reference = document.createElement("input");
  Object.assign(reference, { type: "text", placeholder: "DSR-2026-XXXXXXXX", required: true, maxLength: 40 });
  form(say("Numéro de votre demande", "Number of your request"), reference, say("Envoyer", "Send"), async () => {
    await call("POST", "/v1/track/links", { reference: reference.value.trim() });
    tell(say(
      "Si cette demande existe, un lien a été envoyé à l'adresse que nous connaissons.",
      "If this request exists, a link was sent to the address that we know.",
    ));
  }, made);
};

const open = async () => {
  session = (await (await call("POST", "/v1/track/sessions", { token })).json()).session;
  await follow();
};

draw = () => {
  top_();
  element("h1", say("Suivre ma demande", "Follow my request"));
  if (token) {
    element("p", say("Ce lien ne sert qu'une fois.", "This link works once."));
    button(say("Ouvrir ma demande", "Open my request"), open);
  } else {
    element("p", say("Ce lien est incomplet ou a déjà été ouvert ici.", "This link is incomplete, or was opened here already."));
  }
  another();
};
draw();
