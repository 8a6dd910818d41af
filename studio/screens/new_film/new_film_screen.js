// @ts-check
/** The brief of a new film: typed, dropped or pasted, kept over a reload, and sent once. */

import { change, newKey, Problem } from "../../api/client.js";
import { session } from "../../api/keys.js";
import { ProblemNotice } from "../../controls/problem_notice.js";
import { go } from "../../navigation/router.js";
import { custom, element, setChildren, setText } from "../../page/element.js";
import { words } from "../../words/words.js";
import { BriefForm } from "./brief_form.js";
import { keepDraft, lastClients, readDraft, rememberClient } from "./draft.js";
import { DIRECTION, FILM, MESSAGE, PRODUCT, PRODUCTION, SOUND, SYSTEM } from "./fields.js";
import { acceptFiles } from "./file_drop.js";
import { showFormat } from "./format_shape.js";
import { JsonPanel } from "./json_panel.js";
import { noteModels } from "./model_notes.js";

const CLIENT = "context.clientId";
const TYPING_MILLISECONDS = 300;

export class NewFilmScreen extends HTMLElement {
  connectedCallback() {
    const texts = words.newFilm;
    document.title = `${texts.title} · ${words.name}`;
    this.form = new BriefForm();
    /** @type {{key: string, body: string} | null} */
    this.attempt = null;
    this.problem = custom(ProblemNotice);
    this.news = element("div", { role: "status" });
    this.json = custom(JsonPanel, { onbrief: (brief) => this.#fill(brief) });
    this.state = element("p", { class: "help", role: "status" }, texts.submitHelp);
    this.button = element("button", { class: "primary" }, texts.submit);
    const folded = (/** @type {string} */ title, /** @type {HTMLElement} */ part) =>
      element("details", { class: "panel" }, element("summary", {}, title), part);
    const column = (/** @type {HTMLElement[]} */ ...parts) => element("div", { class: "brief-column" }, parts);
    const panel = (/** @type {string} */ title, /** @type {HTMLElement} */ part) =>
      element("section", { class: "panel" }, element("h2", {}, title), part);
    this.append(
      element("h1", {}, texts.title),
      this.news,
      element(
        "form",
        {
          class: "brief",
          novalidate: true,
          onsubmit: this.#submit.bind(this),
          oninput: () => this.#keepSoon(),
          onkeydown: stay,
        },
        element(
          "div",
          { class: "brief-columns" },
          column(panel(texts.product, this.form.part(PRODUCT)), panel(texts.film, this.form.part(FILM))),
          column(
            panel(texts.message, this.form.part(MESSAGE)),
            element("section", { class: "panel" }, this.form.assets),
          ),
        ),
        element(
          "div",
          { class: "brief-columns" },
          folded(texts.direction, this.form.part(DIRECTION)),
          folded(words.sound.title, this.form.part(SOUND)),
          folded(texts.production, this.form.part(PRODUCTION)),
          folded(texts.system, this.form.part(SYSTEM)),
          this.json,
        ),
        element("div", { class: "submit-bar" }, this.problem, this.button, this.state),
      ),
    );
    this.form.assets.onedit = () => this.#keepSoon();
    showFormat(this.form.fields.get("adBasics.aspectRatio"));
    this.stopDrops = acceptFiles(this, (files) => this.#take(files));
    this.keepNow = () => this.#keep();
    addEventListener("pagehide", this.keepNow);
    this.#begin();
    this.#nameClient();
    this.showModels = () => {};
    noteModels(this.form.fields).then((show) => (this.showModels = show));
  }

  disconnectedCallback() {
    if (this.keepNow) removeEventListener("pagehide", this.keepNow);
    this.stopDrops?.();
    this.#keep();
  }

  #begin() {
    const clients = lastClients();
    const client = this.form?.fields.get(CLIENT);
    if (client && clients.length) {
      client.suggest(clients);
      client.raw = clients[0];
    }
    const draft = readDraft();
    if (!draft || !this.form) return;
    this.form.rest = draft.rest;
    for (const [path, text] of Object.entries(draft.fields)) {
      const field = this.form.fields.get(path);
      if (field) field.raw = text;
    }
    this.form.assets.show(draft.assets);
    this.attempt = draft.attempt;
    showFormat(this.form.fields.get("adBasics.aspectRatio"));
    const again = element("button", { type: "button", onclick: () => this.#startAfresh() }, words.newFilm.anew);
    this.#say(words.newFilm.restored, again);
  }

  /** A key of one client makes films of that client only. */
  async #nameClient() {
    const { clientId } = await session().catch(() => ({ clientId: null }));
    const client = this.form?.fields.get(CLIENT);
    if (clientId && client) client.raw = clientId;
  }

  #startAfresh() {
    this.isSent = true;
    keepDraft(null);
    this.replaceWith(custom(NewFilmScreen));
  }

  /** @param {File[]} files */
  async #take(files) {
    const briefs = files.filter(({ name, type }) => type === "application/json" || name.endsWith(".json"));
    this.form?.assets.addFiles(files.filter((file) => !briefs.includes(file)));
    if (briefs.length) this.json?.use(await briefs[0].text());
  }

  /** @param {Record<string, any>} brief */
  #fill(brief) {
    this.problem?.clear();
    this.form?.fill(brief);
    showFormat(this.form?.fields.get("adBasics.aspectRatio"));
    this.showModels?.();
    this.#say(words.newFilm.filled, null);
    this.#keep();
    scrollTo({ top: 0 });
  }

  /**
   * @param {string} text
   * @param {HTMLButtonElement | null} button
   */
  #say(text, button) {
    const texts = words.newFilm;
    const rest = this.form?.restNames() ?? [];
    const leaveOut = () => {
      if (this.form) this.form.rest = {};
      this.#say(text, button);
      this.#keep();
    };
    setChildren(
      /** @type {HTMLElement} */ (this.news),
      element(
        "div",
        { class: "notice" },
        element("p", {}, text, rest.length > 0 && ` ${texts.rest(rest.join(", "))}`),
        rest.length > 0 && element("button", { type: "button", onclick: leaveOut }, texts.leaveOut),
        button,
      ),
    );
  }

  #keepSoon() {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.#keep(), TYPING_MILLISECONDS);
  }

  #keep() {
    clearTimeout(this.typing);
    const { form } = this;
    if (!form || this.isSent) return;
    const typed = [...form.fields].filter(([path, { raw, field }]) =>
      raw !== (path === CLIENT ? lastClients()[0] ?? "" : field.initial ?? "")
    );
    const assets = form.assets.references.filter(({ id, url }) => id ?? url);
    const isEmpty = typed.length === 0 && assets.length === 0 && form.restNames().length === 0;
    const fields = Object.fromEntries([...form.fields].map(([path, { raw }]) => [path, raw]));
    keepDraft(isEmpty ? null : { fields, rest: form.rest, assets, attempt: this.attempt ?? null });
  }

  /** @param {Event} event */
  async #submit(event) {
    event.preventDefault();
    const { form, button, state, problem: notice } = this;
    if (!form || !button || !state || button.disabled) return;
    notice?.clear();
    form.clearErrors();
    button.disabled = true;
    try {
      setText(state, words.newFilm.waitingForFiles);
      const failed = await form.assets.settled();
      if (failed !== null) {
        failed.store();
        await failed.settled;
        if (failed.failed) throw new Error(words.newFilm.fileFailed);
      }
      setText(state, words.newFilm.sending);
      const brief = form.read();
      if (brief === null) throw new Error(words.newFilm.marked(1));
      await this.#send(brief);
    } catch (problem) {
      this.#refuse(problem);
    } finally {
      button.disabled = false;
      setText(state, words.newFilm.submitHelp);
    }
  }

  /** @param {Record<string, any>} brief */
  async #send(brief) {
    const body = JSON.stringify(brief);
    // The same brief under the same key is one film, also when the answer to the first attempt was lost.
    if (this.attempt?.body !== body) this.attempt = { key: newKey(), body };
    this.#keep();
    const answer = await change("POST", "/api/v3/jobs", brief, { key: this.attempt.key });
    this.isSent = true;
    keepDraft(null);
    rememberClient(answer.data.context.clientId);
    go(`/jobs/${answer.data.id}`);
  }

  /** @param {unknown} problem */
  #refuse(problem) {
    const { form, problem: notice } = this;
    if (!form) return;
    if (!(problem instanceof Problem)) {
      notice?.show(problem);
      form.focusFirstError();
      return;
    }
    if (problem.status >= 400 && !problem.retryable) this.attempt = null;
    const unknown = form.showErrors(problem.errors);
    const count = problem.errors.length - unknown.length;
    const detail = unknown.length || count === 0 ? problem.message : words.newFilm.marked(count);
    notice?.show(new Problem(problem.status, { ...problem.body, detail, errors: unknown }));
  }
}

/**
 * Keep Enter in a field from sending a brief that is only begun.
 *
 * @param {KeyboardEvent} event
 */
function stay(event) {
  if (event.key === "Enter" && event.target instanceof HTMLInputElement) event.preventDefault();
}

customElements.define("new-film-screen", NewFilmScreen);
