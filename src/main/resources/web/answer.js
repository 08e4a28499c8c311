// One answer on the page: reads its event stream, also across broken connections, and shows it.
import { show } from './markdown.js';

/** An element with a class and text. */
export function element(tag, className, text = '') {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

const COME_BACK_MS = 2_000;

export class Answer {
  /**
   * @param hooks.around called with a function that changes the page, so that the caller can keep its
   *     place
   * @param hooks.ended called once with this answer
   * @param hooks.askAgain called when the person wants to ask the same again
   */
  constructor(hooks) {
    this.hooks = hooks;
    this.pages = [];
    this.isEnded = false;
    this.isAwaitingPaint = false;
    this.root = element('section', 'answer live');
    this.root.ariaLabel = 'Answer';
    this.root.ariaLive = 'polite';
    this.root.ariaBusy = 'true';
    this.status = element('p', 'status', 'Looking…');
    this.body = element('div', 'pages');
    this.files = element('div', 'files');
    this.stopper = this.#stopButton();
    this.root.append(this.body, this.files, this.status, this.stopper);
  }

  /** All text, as the model wrote it. */
  get markdown() {
    return this.pages.map((page) => page.markdown).join('\n\n');
  }

  /** Follows the answer with this id to its end. */
  follow(id) {
    this.url = `/api/asks/${encodeURIComponent(id)}`;
    this.stopper.hidden = false;
    this.#connect();
  }

  /** Shows an answer that was kept on this side. */
  restore(pages) {
    this.pages = pages.map((page) => ({ ...page, view: null }));
    this.#end();
  }

  close() {
    this.source?.close();
    clearTimeout(this.timer);
  }

  #connect() {
    this.source = new EventSource(`${this.url}/events`);
    this.source.addEventListener('open', () => this.#say(this.pages.length ? '' : 'Looking…'));
    this.source.addEventListener('page', (event) => this.#take(JSON.parse(event.data)));
    this.source.addEventListener('file', (event) => this.#takeFile(JSON.parse(event.data)));
    this.source.addEventListener('end', () => this.#end());
    this.source.addEventListener('error', () => this.#lost());
  }

  #take({ number, from, added, notice, footer }) {
    const page = (this.pages[number] ??= { markdown: '', notice: '', footer: '', view: null });
    if (from > page.markdown.length) {
      this.close();
      this.#connect();
      return;
    }
    page.markdown = page.markdown.slice(0, from) + added;
    page.notice = notice;
    page.footer = footer;
    this.#paintSoon();
  }

  #takeFile({ number, name, mediaType, caption }) {
    if (this.files.children[number]) {
      return;
    }
    const figure = element('figure', 'file');
    if (mediaType.startsWith('image/')) {
      const image = element('img', '');
      image.src = `${this.url}/files/${number}`;
      image.alt = name;
      figure.append(image);
    }
    figure.append(element('figcaption', '', caption || name));
    this.hooks.around(() => this.files.append(figure));
  }

  async #lost() {
    if (this.isEnded) {
      return;
    }
    this.#say('The connection broke. Trying to come back…', true);
    if (this.source.readyState !== EventSource.CLOSED) {
      return; // the browser comes back by itself, with the id of the last event
    }
    const status = await fetch(`${this.url}/events`).then(
      (response) => {
        response.body?.cancel();
        return response.status;
      },
      () => 0,
    );
    if (status === 401) {
      location.reload();
    } else if (status === 404) {
      this.#giveUp();
    } else {
      this.timer = setTimeout(() => this.#connect(), COME_BACK_MS);
    }
  }

  #giveUp() {
    this.#end();
    const lost = element('p', 'notice', 'The server was restarted and no longer has this answer. ');
    const again = element('button', 'quiet', 'Ask again');
    again.type = 'button';
    again.addEventListener('click', () => this.hooks.askAgain());
    lost.append(again);
    this.hooks.around(() => this.root.append(lost));
  }

  #end() {
    if (this.isEnded) {
      return;
    }
    this.isEnded = true;
    this.close();
    this.#paint();
    this.hooks.around(() => {
      this.root.classList.remove('live');
      this.status.hidden = true;
      this.stopper.hidden = true;
      this.root.ariaBusy = 'false';
    });
    this.hooks.ended(this);
  }

  #say(sentence, isTrouble = false) {
    this.hooks.around(() => {
      this.status.textContent = sentence;
      this.status.hidden = sentence === '';
      this.status.classList.toggle('trouble', isTrouble);
    });
  }

  #paintSoon() {
    if (!this.isAwaitingPaint) {
      this.isAwaitingPaint = true;
      requestAnimationFrame(() => this.#paint());
    }
  }

  #paint() {
    this.isAwaitingPaint = false;
    this.hooks.around(() => {
      if (this.pages.some((page) => page.markdown) && !this.status.classList.contains('trouble')) {
        this.status.hidden = true;
      }
      this.pages.forEach((page) => this.#paintPage(page));
    });
  }

  #paintPage(page) {
    if (!page.view) {
      page.view = {
        text: element('div', 'text'),
        notice: element('p', 'notice'),
        foot: element('footer', 'foot'),
        footer: element('span', ''),
      };
      page.view.foot.append(page.view.footer);
      if (navigator.clipboard) {
        page.view.foot.append(this.#copyButton());
      }
      this.body.append(page.view.text, page.view.notice, page.view.foot);
    }
    show(page.view.text, page.markdown);
    page.view.notice.textContent = page.notice;
    page.view.notice.hidden = !page.notice;
    page.view.footer.textContent = page.footer;
    page.view.foot.hidden = !page.footer;
  }

  #stopButton() {
    const button = element('button', 'quiet stop', 'Stop');
    button.type = 'button';
    button.hidden = true;
    button.ariaLabel = 'Stop this answer';
    button.addEventListener('click', async () => {
      button.disabled = true;
      await fetch(`${this.url}/stop`, { method: 'POST' }).catch(() => {});
      button.disabled = false; // where it did not arrive, it can be pressed again
    });
    return button;
  }

  #copyButton() {
    const button = element('button', 'quiet', 'Copy');
    button.type = 'button';
    button.ariaLabel = 'Copy the answer';
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(this.markdown);
      button.textContent = 'Copied';
      setTimeout(() => (button.textContent = 'Copy'), COME_BACK_MS);
    });
    return button;
  }
}
