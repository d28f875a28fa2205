// Tries lib.mjs itself on two small pages served under a strict content policy:
// a sound one must pass, one with four planted faults must be refused by name.
import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { OFFICE, PHONE, checkAxe, shot, withBrowser } from "./lib.mjs";

const page = (body) => `<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Try</title></head><body>${body}</body></html>`;

const pages = {
  "/sound": page(`<main><h1>Visits today</h1><p><a href="/">All people</a></p></main>`),
  "/faulty": page(`<main><h1>Visits</h1><img src="/x.png"><input type="text">
    <p><font color="#cccccc">Too faint to read</font></p>
    <button aria-label="One"><svg width="1" height="1"></svg></button></main>`),
  "/small": page(`<main><h1>Visits</h1><svg></svg><link rel="stylesheet" href="/small.css">
    <button aria-label="One"></button><button aria-label="Two"></button></main>`),
};

const server = createServer((request, response) => {
  response.setHeader("Content-Security-Policy", "default-src 'self'");
  if (request.url === "/small.css") {
    response.setHeader("Content-Type", "text/css");
    return response.end("button { width: 10px; height: 10px; padding: 0; margin: 0; border: 0; float: left }");
  }
  response.setHeader("Content-Type", "text/html");
  response.statusCode = pages[request.url] ? 200 : 404;
  response.end(pages[request.url] ?? "");
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const at = `http://127.0.0.1:${server.address().port}`;

try {
  await withBrowser(async (tab) => {
    await tab.goto(`${at}/sound`);
    await checkAxe(tab);
    for (const size of [PHONE, OFFICE]) {
      await shot(tab, "lib-check", size);
      const file = join(process.env.STILLHOME_SHOTS, `lib-check-${size.width}x${size.height}.png`);
      assert.ok((await stat(file)).size > 1000, `${file} holds a picture`);
    }
    await tab.goto(`${at}/faulty`);
    await assert.rejects(checkAxe(tab), (error) =>
      ["image-alt", "label", "color-contrast"].every((rule) => error.message.includes(rule)));
    await tab.goto(`${at}/small`);
    await assert.rejects(checkAxe(tab), /target-size/);
  });
  console.log("the browser, axe and pictures work");
} finally {
  server.close();
}
