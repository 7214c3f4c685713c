    // The server puts the version of everything below into this address, so the files can be kept for good.
    const versioned = "/";
    Object.assign(flet, {
      noCdn: true,
      webRenderer: "auto",
      webSocketEndpoint: "/ws",
      entrypointBaseUrl: versioned,
      assetBase: versioned,
      canvasKitBaseUrl: versioned + "canvaskit/",
      fontFallbackBaseUrl: versioned + "assets/fonts/",
    });

    // Chromium runs the WebAssembly engine: fetch its parts together instead of one after another.
    if (navigator.vendor === "Google Inc.") {
      const preload = (rel, file) => {
        const link = document.createElement("link");
        link.rel = rel;
        link.href = versioned + file;
        if (rel === "preload") {
          link.as = "fetch";
          link.crossOrigin = "anonymous";
        }
        document.head.append(link);
      };
      ["main.dart.wasm", "canvaskit/skwasm.wasm", "fonts/AltteulSans-Regular.otf", "fonts/AltteulSans-Bold.otf"]
        .forEach((file) => preload("preload", file));
      ["main.dart.mjs", "canvaskit/skwasm.js"].forEach((file) => preload("modulepreload", file));
    }

    // The engine asks another host for a player of animations this app has none of: answer "not there" right away.
    const scriptSource = Object.getOwnPropertyDescriptor(HTMLScriptElement.prototype, "src");
    Object.defineProperty(HTMLScriptElement.prototype, "src", {
      ...scriptSource,
      set(address) {
        if (new URL(address, document.baseURI).origin === location.origin) {
          scriptSource.set.call(this, address);
        } else {
          setTimeout(() => this.dispatchEvent(new Event("error")));
        }
      },
    });

    // The splash stays until the engine draws and the app's first screen has come through the socket: with the answer
    // to the registration for a session that lives on, with the message after it for a new one.
    const needed = Object.keys(sessionStorage).some((name) => name.includes("session_id")) ? 1 : 2;
    const seen = { frame: false, messages: 0 };
    const showApp = () => {
      if (seen.frame && seen.messages >= needed) {
        requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById("splash")?.remove()));
      }
    };
    addEventListener("flutter-first-frame", () => { seen.frame = true; showApp(); }, { once: true });

    // The engine draws nothing more after it reconnects to a session that lived on: start it anew instead.
    // The session is on the server and comes back as it was.
    let opened = 0;
    let leaving = false;
    addEventListener("pagehide", () => { leaving = true; });
    window.WebSocket = class extends WebSocket {
      constructor(...args) {
        super(...args);
        this.addEventListener("open", () => {
          opened += 1;
          if (opened > 1) location.reload();
        });
        this.addEventListener("message", () => { seen.messages += 1; showApp(); });
        this.addEventListener("close", () => {
          if (opened && !leaving) document.getElementById("offline").hidden = false;
        });
      }
    };
