// @ts-check
/** The API keys: those that there are, and a new one. */

import { newKey } from "../../../api/client.js";
import { keysPage, makeKey, revokeKey, rotateKey } from "../../../api/keys.js";
import { confirm } from "../../../controls/confirm.js";
import { custom } from "../../../page/element.js";
import { words } from "../../../words/words.js";
import { SettingsScreen } from "../settings_screen.js";
import { KeyForm } from "./key_form.js";
import { KeyItem } from "./key_item.js";

/** @typedef {import("../../../api/keys.js").ApiKey} ApiKey */

const OVERLAP_SECONDS = 3_600;

/** @extends {SettingsScreen<ApiKey>} */
export class KeysScreen extends SettingsScreen {
  /** @override */
  get settings() {
    return {
      scope: "keys",
      texts: words.settings.keys,
      page: keysPage,
      make: makeKey,
      form: (/** @type {import("../../../api/keys.js").Session} */ maker) =>
        custom(KeyForm, { maker, make: (wanted) => this.make(wanted) }),
      item: () => custom(KeyItem, { rotate: (key) => this.#rotate(key), revoke: (key) => this.#revoke(key) }),
    };
  }

  /**
   * @override
   * @param {ApiKey} key
   */
  reveal(key) {
    const texts = words.settings.keys;
    this.made?.show(key.key ?? "", { made: texts.made(key.name), label: texts.key });
  }

  /** @param {ApiKey} key */
  async #rotate(key, request = newKey()) {
    const texts = words.settings.keys;
    if (!await confirm(texts.rotateQuestion(key.name), texts.rotateYes, texts.rotateMeans)) return;
    await this.#change(async () => {
      const rotated = await rotateKey(key.id, OVERLAP_SECONDS, request);
      this.reveal(rotated);
      return rotated;
    });
  }

  /** @param {ApiKey} key */
  async #revoke(key) {
    const texts = words.settings.keys;
    if (!await confirm(texts.revokeQuestion(key.name), texts.revokeYes, texts.revokeMeans)) return;
    await this.#change(() => revokeKey(key.id));
  }

  /** @param {() => Promise<ApiKey>} change */
  async #change(change) {
    try {
      this.problem?.clear();
      const changed = await change();
      this.entries = this.entries.map((key) => key.id === changed.id ? changed : key);
      this.show();
    } catch (problem) {
      this.problem?.show(problem, () => this.#change(change));
    }
  }
}

customElements.define("keys-screen", KeysScreen);
