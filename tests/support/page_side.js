// Installed in every page before its own scripts: keeps the sockets at hand and finds things by the names people read.
(() => {
  const journey = (window.journey = { sockets: [], said: 0, heard: 0, changes: 0 });
  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(...args) {
      super(...args);
      journey.sockets.push(this);
      journey.said = journey.heard = 0;
      this.addEventListener('message', () => journey.heard++);
    }
    send(data) {
      journey.said++;
      super.send(data);
    }
  };

  const ANSWERS = '[role=button],[role=checkbox],[role=radio],[role=switch],[role=tab],[role=link],[role=menuitem],[role=option],[flt-tappable],input,textarea';
  const LONGEST_MOVE = 60; // frames: a screen on its way out takes no taps, and nothing else tells it from one that stays
  const ready = (element) => element.matches('input,textarea,[aria-disabled=true],[flt-tappable]') || !!element.querySelector('[flt-tappable],input,textarea');
  const host = () => document.querySelector('flt-semantics-host');
  const clean = (text) => (text || '').replace(/[\u200b\u2060\ufeff]/g, '').replace(/[ \u00a0\u202f]+/g, ' ').trim();
  const ownText = (element) => {
    const out = [];
    const walk = (node) => {
      for (const child of node.childNodes) {
        if (child.nodeType === Node.TEXT_NODE) out.push(child.textContent);
        else if (child.nodeType === Node.ELEMENT_NODE && !child.matches(ANSWERS) && child.tagName !== 'STYLE') {
          if (child.getAttribute('aria-label')) out.push(child.getAttribute('aria-label'));
          walk(child);
        }
      }
    };
    walk(element);
    return clean(out.join('\n'));
  };
  const namesOf = (element) => {
    // its own, and that of a group which holds nothing else that answers
    const names = [clean(element.getAttribute('aria-label')) || ownText(element)];
    for (let up = element.parentElement; up && up !== host() && up.querySelectorAll(ANSWERS).length === 1; up = up.parentElement) {
      if (up.matches(ANSWERS) && names.some(Boolean)) break;
      names.push(clean(up.getAttribute('aria-label')));
    }
    return names.filter(Boolean);
  };
  const nameOf = (element) => namesOf(element).at(-1) ?? '';
  const answering = () => {
    // a role and the tappable node or input inside it are one control
    const all = [...(host()?.querySelectorAll(ANSWERS) ?? [])];
    return all.filter((element) => !all.some((other) => other !== element && element.contains(other) && (!namesOf(element).length || namesOf(element).some((name) => namesOf(other).includes(name)))));
  };

  Object.assign(journey, {
    controls: () => answering().map((element) => {
      const { width, height, top, bottom } = element.getBoundingClientRect();
      const cut = (box) => box.height > 2 * height && (bottom >= box.bottom - 1 || top <= box.top + 1);
      let scrolled = false;
      for (let up = element.parentElement; up && up !== host(); up = up.parentElement) scrolled ||= cut(up.getBoundingClientRect());
      return {
        name: nameOf(element), role: element.getAttribute('role') || element.tagName.toLowerCase(),
        enabled: element.getAttribute('aria-disabled') !== 'true' && !element.disabled,
        width, height, whole: !scrolled && top >= 0 && bottom <= innerHeight,
      };
    }),
    find(label) {
      const all = answering();
      const exact = all.filter((element) => namesOf(element).some((name) => name === label || name.replace(/\n/g, ' ') === label));
      return exact.length ? exact : all.filter((element) => namesOf(element).some((name) => name.split('\n').map(clean).includes(label)));
    },
    states: (label) => journey.find(label).map((element) => {
      const asked = element.matches('[role]') ? element : element.closest('[role]') || element;
      const flag = (name) => asked.getAttribute(name) === 'true' || !!asked.querySelector(`[${name}=true]`) || element.closest(`[${name}=true]`) !== null;
      return { enabled: element.getAttribute('aria-disabled') !== 'true' && !element.disabled, chosen: flag('aria-checked') || flag('aria-selected') || asked.checked === true };
    }),
    press(label) {
      const [element] = journey.find(label);
      (element.matches('[flt-tappable]') ? element : element.querySelector('[flt-tappable]') || element).click();
    },
    texts() {
      const out = [];
      const walk = (node) => {
        for (const child of node.childNodes) {
          if (child.nodeType === Node.TEXT_NODE) out.push(child.textContent);
          else if (child.nodeType === Node.ELEMENT_NODE && child.tagName !== 'STYLE') {
            for (const name of ['aria-label', 'aria-valuetext', 'aria-description']) if (child.getAttribute(name)) out.push(child.getAttribute(name));
            if (child.matches('input,textarea') && child.value) out.push(child.value);
            walk(child);
          }
        }
      };
      if (host()) walk(host());
      return out.flatMap((text) => text.split('\n')).map(clean).filter(Boolean);
    },
    async still(frames) {
      // resolves once nothing is said and nothing changes for some drawn frames in a row
      const watch = new MutationObserver(() => journey.changes++);
      watch.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
      try {
        for (let calm = 0, before = '', drawn = 0; calm < frames; drawn++) {
          await new Promise(requestAnimationFrame);
          const now = `${journey.said} ${journey.heard} ${journey.changes}`;
          calm = now === before && (drawn > LONGEST_MOVE || answering().every(ready)) ? calm + 1 : 0;
          before = now;
        }
      } finally {
        watch.disconnect();
      }
      return [journey.said, journey.heard];
    },
    enableSemantics() {
      // on phones Flutter only believes a click on the exact centre
      const target = document.querySelector('flt-semantics-placeholder');
      const box = target.getBoundingClientRect();
      target.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 }));
    },
  });
})();
