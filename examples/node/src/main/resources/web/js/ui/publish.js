/** The dialog that publishes, or updates, a share. */
import { all, encode, get, post, put } from "../client.js";
import { fill, h } from "../dom.js";
import { bytes, plural, theirs } from "../format.js";
import { transfers } from "../live.js";
import { upload } from "../staging.js";
import { dropZone } from "./drop.js";
import { formDialog } from "./form.js";
import { badge, check, field, input, progress, segments, textarea, toast } from "./widgets.js";

/**
 * @param {object|null} share the share to update, or null for a new one
 * @param {Array|null} dropped files that were dropped already
 */
export async function publishDialog(share = null, dropped = null) {
  const communities = await all("/communities").catch(() => []);
  // Tags are on every file; what nobody changes stays as it is.
  const before = share ? (await get(`/shares/${encode(share.id)}/items?limit=1`)).items[0] : null;
  const stop = new AbortController();
  let way = dropped ? "drop" : "folder";
  let files = [];
  const folder = input({ class: "mono", name: "folder", placeholder: "/home/me/holiday", data: { first: "" } });
  const drop = dropZone({ folders: true }, (list) => {
    files = list;
    if (title.value === "" && list.length > 0) {
      title.value = list[0].path.split("/")[0];
    }
  });
  const noteName = input({ name: "note-name", value: "note.txt" });
  const note = textarea({ name: "note", rows: 5 });
  const ways = {
    folder: [field("Folder or file on the daemon's computer", folder, "Its files are served from where they are; nothing is copied.")],
    drop: [h("p.small.muted", {}, "Dropped files are copied to the daemon and served from there."), drop],
    text: [field("Name", noteName), field("Text", note)],
  };
  const source = h("div.stack");
  const title = input({ name: "title", value: share?.title ?? "", maxLength: 200 });
  const description = textarea({ name: "description", value: share?.description ?? "" });
  const tags = input({ name: "tags", value: before?.tags.join(", ") ?? "", placeholder: "holiday, photos" });
  let visibility = share?.visibility ?? "PRIVATE";
  const boxes = communities.map((one) => {
    const box = check(theirs(one.name, "Community without a name"), { name: `community-${one.id}`, value: one.id,
      checked: share?.communities.includes(one.id) ?? false });
    return box;
  });
  const bar = progress("Bringing the files to the daemon");
  const arrived = h("p.small.muted.num", { role: "status" });
  const uploading = h("div.stack-tight", { hidden: true }, bar, arrived);
  const choose = (value) => {
    way = value;
    fill(source, ways[value]);
  };
  choose(way);
  if (dropped) {
    drop.take(dropped);
  }
  const fields = [
    segments("Where it comes from", [["folder", "By its path", "folder"], ["drop", "From this browser", "up"],
      ["text", "A text", "edit"]], way, choose),
    source,
    h("div.form-grid", {}, field("Title", title), field("Tags", tags, "For the search of others, with commas"),
      h("div.wide", {}, field("Description", description))),
    h("fieldset.field", {}, h("legend", {}, "Who can find it"),
      segments("Who can find it", [["PRIVATE", "Only with the link"], ["PUBLIC", "Listed for everybody"]],
        visibility, (value) => {
          visibility = value;
        })),
    boxes.length > 0 ? h("fieldset.field", {}, h("legend", {}, "Communities"), boxes,
      h("p.hint", {}, "Communities list public shares only.")) : null,
    uploading,
  ];

  async function sourceOf() {
    if (way === "text") {
      return { text: { name: noteName.value.trim() || "note.txt", content: note.value } };
    }
    if (way === "folder") {
      return { folder: folder.value.trim() };
    }
    uploading.hidden = false;
    const total = files.reduce((sum, one) => sum + one.file.size, 0);
    return { staging: await upload(files, (now) => {
      bar.update(total > 0 ? now.bytes / total : 1);
      arrived.textContent = `${bytes(now.bytes)} of ${bytes(total)}, ${plural(now.files, "file")}`;
    }, stop.signal) };
  }

  async function send(close) {
    const missing = way === "folder" && folder.value.trim() === "" ? "Type the path of a folder or file."
      : way === "drop" && files.length === 0 ? "Drop or choose at least one file."
        : way === "text" && note.value === "" ? "Write something." : null;
    if (missing) {
      throw new Error(missing);
    }
    try {
      const body = { source: await sourceOf(), title: title.value.trim() || null,
        description: description.value.trim() || null,
        tags: tags.value.split(",").map((tag) => tag.trim()).filter(Boolean), visibility,
        communities: boxes.filter((one) => one.box.checked).map((one) => one.box.value) };
      const request = () => (share ? put(`/shares/${encode(share.id)}`, body) : post("/shares", body));
      let transfer;
      try {
        transfer = await request();
      } catch (error) {
        // A path may as well name one file.
        if (way !== "folder" || error.status !== 400) {
          throw error;
        }
        body.source = { files: [folder.value.trim()] };
        transfer = await request().catch(() => {
          throw error;
        });
      }
      transfers.take(transfer);
      toast(share ? "Publishing the new version" : "Publishing");
      close();
    } finally {
      uploading.hidden = true;
    }
  }

  await formDialog(share ? `Update “${theirs(share.title, "share")}”` : "Publish",
    share ? "Publish the new version" : "Publish", fields, send, { wide: true });
  stop.abort();
}

export function visibilityBadge(visibility) {
  return visibility === "PUBLIC" ? badge("Public", "accent") : badge("By link only");
}
