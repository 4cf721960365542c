/** The recovery phrase: shown once it is safe to, and believed to be written down only when proven. */
import { post } from "../client.js";
import { fill, h } from "../dom.js";
import { bytes, plural, theirs } from "../format.js";
import { button, check, dialog, field, input, notice, problem, select, textarea, toast } from "./widgets.js";

const ASKED_WORDS = 3;
const PARTS = [["", "One phrase"], ["2-3", "3 parts, any 2 bring it back"], ["3-5", "5 parts, any 3 bring it back"]];

export function phraseDialog() {
  return dialog("Recovery phrase", (close) => {
    const body = h("div.stack");
    const foot = h("div.row");

    function explain() {
      const alone = check("Nobody is looking at this screen but me", { name: "alone" });
      const parts = select(PARTS, "", { name: "parts" });
      const wrong = h("div");
      fill(body, h("p", {}, "If this computer is lost, the phrase alone brings back every file in the vault, on any "
        + "other one. It is also all that a thief needs: write it on paper, and keep it where you keep what matters."),
      field("How", parts, "Parts go to different places; each alone is worth nothing."), alone, wrong);
      fill(foot, button("Cancel", () => close()), button("Show it", async () => {
        if (!alone.box.checked) {
          fill(wrong, problem({ reason: "Please confirm first that nobody is looking." }));
          alone.box.focus();
          return;
        }
        const [needed, number] = parts.value === "" ? [null, null] : parts.value.split("-").map(Number);
        try {
          const answer = await post("/vault/recovery-phrase", { confirm: true, needed, parts: number });
          reveal(answer.phrases, needed);
        } catch (error) {
          fill(wrong, problem(error));
        }
      }, { primary: true }));
    }

    function reveal(phrases, needed) {
      fill(body, phrases.map((words, i) => h("section.stack-tight", { "aria-label": phrases.length > 1 ? `Part ${i + 1}` : "Phrase" },
        phrases.length > 1 ? h("h3", {}, `Part ${i + 1} of ${phrases.length} (${needed} are needed)`) : null,
        h("ol.phrase", {}, words.map((word) => h("li", {}, word))))),
      notice("warn", "warn", h("p", {}, "It is not shown again by itself. No photo, no mail, no note in the cloud.")));
      fill(foot, button("Cancel", () => close()), button("I have written it down", () => ask(phrases, needed), { primary: true }));
      body.querySelector("ol")?.scrollIntoView({ block: "nearest" });
    }

    function ask(phrases, needed) {
      const questions = phrases.length > 1
        ? phrases.map((words, part) => ({ part, at: Math.floor(Math.random() * words.length) }))
        : pick(phrases[0].length).map((at) => ({ part: 0, at }));
      const fields = questions.map(({ part, at }) => field(`Word ${at + 1}${phrases.length > 1 ? ` of part ${part + 1}` : ""}`,
        input({ name: `word-${part}-${at}`, autocapitalize: "none", data: { word: at + 1 } })));
      fill(body, h("p", {}, "Read these from your paper:"), h("div.form-grid", {}, fields));
      const verify = () => {
        const wrong = fields.find((one, i) => {
          const right = one.control.value.trim().toLowerCase() === phrases[questions[i].part][questions[i].at];
          one.complain(right ? null : "That is not the word on this place.");
          return !right;
        });
        if (wrong) {
          wrong.control.focus();
          return;
        }
        toast("Good. Keep the paper safe.");
        close(true);
      };
      fill(foot, button("Show it again", () => reveal(phrases, needed)), button("Check", verify, { primary: true }));
      fields[0].control.focus();
    }

    explain();
    return { body, foot };
  }, { wide: true });
}

function pick(length) {
  const chosen = new Set();
  while (chosen.size < Math.min(ASKED_WORDS, length)) {
    chosen.add(Math.floor(Math.random() * length));
  }
  return [...chosen].sort((a, b) => a - b);
}

/** Brings a vault back on a new computer. */
export function recoverDialog() {
  return dialog("Recover a vault", (close) => {
    const phrases = textarea({ rows: 4, name: "phrases", autocapitalize: "none", spellcheck: "false", data: { first: "" } });
    const place = h("div");
    const body = h("div.stack", {}, h("p", {}, "Type the words of the recovery phrase. If it was split, one part a line."),
      field("Phrase", phrases), place);
    const foot = h("div.row", {}, button("Cancel", () => close()), button("Recover", async () => {
      fill(place);
      try {
        const lines = phrases.value.toLowerCase().split("\n").map((line) => line.trim().split(/\s+/).filter(Boolean))
          .filter((line) => line.length > 0);
        const answer = await post("/vault/recover", { phrases: lines });
        phrases.value = "";
        fill(body, notice("check", "", h("p", {}, `${plural(answer.items.length, "file")} found again.`)),
          h("ul.list.plain-list", {}, answer.items.map((file) => h("li", {}, h("bdi.grow", {}, theirs(file.name)),
            h("span.muted.num", {}, bytes(file.sizeBytes))))));
        fill(foot, button("Done", () => close(true), { primary: true }));
      } catch (error) {
        fill(place, problem(error));
      }
    }, { primary: true }));
    return { body, foot };
  });
}
