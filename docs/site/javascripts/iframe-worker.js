// A worker for pages that are opened from disk, where browsers start none: the search of
// the site runs in a hidden frame instead.
"use strict";
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(address) {
      super();
      const script = new URL(address, document.baseURI).href;
      const frame = document.createElement("iframe");
      frame.hidden = true;
      document.body.append(frame);
      const inside = frame.contentWindow;
      const tell = (data) => {
        const event = new MessageEvent("message", { data });
        this.dispatchEvent(event);
        if (this.onmessage) this.onmessage(event);
      };
      inside.postMessage = (data) => setTimeout(tell, 0, data);
      inside.importScripts = (...others) => Promise.all(others.map((other) => load(other)));
      const load = (source) => new Promise((done, failed) => {
        const element = inside.document.createElement("script");
        element.src = source;
        element.onload = done;
        element.onerror = failed;
        inside.document.body.append(element);
      });
      this.frame = frame;
      this.ready = load(script);
    }
    postMessage(data) {
      const inside = this.frame.contentWindow;
      this.ready.then(() => inside.dispatchEvent(new inside.MessageEvent("message", { data })));
    }
    terminate() { this.frame.remove(); }
  };
}
