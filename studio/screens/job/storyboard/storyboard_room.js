// @ts-check
/** The storyboard in review: its scenes, what approving costs, and the decision. */

import { ProblemNotice } from "../../../controls/problem_notice.js";
import { custom, element, setText } from "../../../page/element.js";
import { words } from "../../../words/words.js";
import { JobSwitches } from "../switches/job_switches.js";
import { Board } from "./board_state.js";
import { BoardNotices } from "./board_notices.js";
import { DecisionBar } from "./decision/decision_bar.js";
import { EstimateReader } from "./decision/estimate_reader.js";
import { draftsOf } from "./editing/board_drafts.js";
import { FirstFrameRequests } from "./first_frames/first_frame_requests.js";
import { FirstFramesBar } from "./first_frames/first_frames_bar.js";
import { ReadOnlyBoard } from "./read_only_board.js";
import { StoryboardPlayer } from "./player/storyboard_player.js";
import { Revisions } from "./revisions/revisions.js";
import { SceneActions } from "./scene_actions.js";
import { SceneList } from "./scene_list.js";

/** @typedef {import("../../../api/types.js").Job} Job */

export class StoryboardRoom extends HTMLElement {
  /** @type {import("../../../live/job_store.js").JobStore} */
  // @ts-ignore: set before the element is connected.
  store;

  connectedCallback() {
    this.board = new Board();
    this.drafts = draftsOf(this.store);
    this.problem = custom(ProblemNotice);
    this.live = element("p", { class: "visually-hidden", role: "status" });
    const actions = new SceneActions(this.store, this.board, {
      problem: (sceneId, problem, retry) => this.#tell(sceneId, problem, retry),
      announce: (text) => this.live && setText(this.live, text),
      focusScene: (sceneId) => this.scenes?.card(sceneId)?.querySelector("textarea")?.focus(),
      focusHeading: (sceneId) => this.scenes?.card(sceneId)?.heading?.focus(),
    });
    const reader = new EstimateReader(this.store.path);
    const requests = new FirstFrameRequests(this.store, this.drafts, reader);
    this.notices = new BoardNotices(this.drafts, actions);
    this.scenes = new SceneList(this.drafts, actions, requests);
    this.firstFrames = custom(FirstFramesBar, { requests });
    this.decided = custom(ReadOnlyBoard, { store: this.store });
    this.revisions = custom(Revisions, { store: this.store, board: this.board });
    this.decision = custom(DecisionBar, { store: this.store, board: this.board, drafts: this.drafts, reader });
    this.player = custom(StoryboardPlayer, { store: this.store, board: this.board });
    this.switches = custom(JobSwitches, { store: this.store });
    this.toDecision = element("a", { class: "button quiet to-decision", href: "#decision" }, words.board.toDecision);
    this.toolbar = element(
      "div",
      { class: "buttons board-tools" },
      element("button", { type: "button", onclick: () => this.player?.play() }, words.board.play),
      element(
        "button",
        { type: "button", class: "quiet", onclick: () => this.board?.set({ compared: { from: 0, to: 0 } }) },
        words.board.compare,
      ),
      this.toDecision,
    );
    this.append(
      element("h2", { class: "visually-hidden" }, words.job.storyboard),
      this.toolbar,
      this.live,
      this.problem,
      element(
        "div",
        { class: "board" },
        element(
          "div",
          { class: "board-main" },
          this.notices.element,
          this.scenes.element,
          this.decided,
          this.revisions,
        ),
        element("div", { class: "board-side" }, this.player, this.decision, this.firstFrames, this.switches),
      ),
    );
    this.stops = [
      this.store.subscribe(() => this.show()),
      this.board.subscribe(() => this.show()),
      this.drafts.subscribe(() => this.show()),
      reader.subscribe(() => this.show()),
    ];
    addEventListener("beforeunload", this);
    addEventListener("greenlight-signed-in", this);
    document.addEventListener("visibilitychange", this);
  }

  disconnectedCallback() {
    removeEventListener("beforeunload", this);
    removeEventListener("greenlight-signed-in", this);
    document.removeEventListener("visibilitychange", this);
    for (const stop of this.stops ?? []) stop();
    this.drafts?.saveAll();
  }

  /**
   * Save before the page is left and after signing in again, and ask whether to leave it while something is not saved.
   *
   * @param {Event} event
   */
  handleEvent(event) {
    if (!this.drafts?.value.isUnsaved) return;
    this.drafts.saveAll();
    if (event.type === "beforeunload") event.preventDefault();
  }

  show() {
    const state = this.store.value;
    const { job } = state;
    if (job === null || !this.board || !this.scenes || !this.decided || !this.decision) return;
    if (job.status !== "generating_scenes" && this.wasWriting) this.board.value.rewritten = "";
    this.wasWriting = job.status === "generating_scenes";
    const isDecided = isOver(job);
    this.scenes.element.hidden = isDecided;
    this.decided.hidden = !isDecided;
    if (this.toDecision) this.toDecision.hidden = isDecided;
    if (isDecided) this.decided.show(job);
    else this.scenes.show(state, this.board.value);
    this.notices?.show(job, this.board.value);
    this.decision.show();
    this.firstFrames?.show();
    this.switches?.show(job);
    this.player?.show();
    if (this.toolbar) this.toolbar.hidden = job.scenes.length === 0;
    this.revisions?.show();
  }

  /**
   * @param {string} sceneId
   * @param {unknown} problem
   * @param {(() => void) | null} retry
   */
  #tell(sceneId, problem, retry) {
    const card = this.scenes?.card(sceneId);
    if (card) card.showProblem(problem, retry);
    else this.problem?.show(problem, retry);
  }
}

/**
 * Return whether the storyboard is decided: approved, or its film cancelled.
 *
 * @param {Job} job
 */
function isOver(job) {
  if (job.status === "failed") return !(job.actions ?? []).includes("regenerate_all_scenes");
  return ["processing", "completed", "cancelled"].includes(job.status);
}

customElements.define("storyboard-room", StoryboardRoom);
