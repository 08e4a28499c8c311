// The page: takes a question and what comes with it, sends both, and keeps the thread.
import { Answer, element } from './answer.js';
import { show } from './markdown.js';

const byId = (id) => document.getElementById(id);
const question = byId('question');
const composer = byId('composer');
const thread = byId('thread');
const problem = byId('problem');

const KEPT = 'sightline-thread';
const AT_BOTTOM_PX = 96;
const MOST_FILES = 20;

/** What the page knows: the thread's id and its turns, and what is about to be asked. */
const state = { thread: '', turns: [], draft: [], key: null, sending: null, maxUploadBytes: Infinity };

const isAtBottom = () =>
  document.documentElement.scrollHeight - innerHeight - scrollY < AT_BOTTOM_PX;

/** Changes the page; stays at the bottom if the reader is there, and else where the reader is. */
function around(change) {
  const follows = isAtBottom();
  change();
  if (follows) {
    toBottom();
  }
  markLatest();
}

const toBottom = () => scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' });

function markLatest() {
  byId('latest').hidden = isAtBottom() || state.turns.length === 0;
}

addEventListener('scroll', markLatest, { passive: true });
byId('latest').addEventListener('click', () => {
  toBottom();
  question.focus({ preventScroll: true });
});

const problemWith = (sentence) => {
  problem.textContent = sentence;
  problem.hidden = !sentence;
};

const megabytes = (bytes) =>
  bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} KB` : `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;

function attach(files) {
  problemWith('');
  for (const file of files) {
    const total = state.draft.reduce((sum, { file: { size } }) => sum + size, file.size);
    if (!/^(image|video)\//.test(file.type)) {
      problemWith(`“${file.name}” is neither a picture nor a video.`);
    } else if (total > state.maxUploadBytes) {
      problemWith(
        `“${file.name}” is too large: all files of a question together may have ${megabytes(state.maxUploadBytes)}.`,
      );
    } else if (state.draft.length === MOST_FILES) {
      problemWith(`One question can have ${MOST_FILES} files.`);
    } else {
      state.draft.push({ file, url: URL.createObjectURL(file) });
    }
  }
  drawDraft();
  question.focus();
}

/** A small picture of a file; its name where the browser cannot show it. */
function preview({ file, url }, className) {
  const isVideo = file.type.startsWith('video/');
  const media = element(isVideo ? 'video' : 'img', className);
  if (isVideo) {
    media.muted = true;
    media.playsInline = true;
    media.preload = 'metadata';
    media.ariaLabel = file.name;
  } else {
    media.alt = file.name;
  }
  media.addEventListener('error', () => media.replaceWith(element('span', `${className} named`, file.name)));
  media.src = isVideo ? `${url}#t=0.1` : url;
  return media;
}

function drawDraft() {
  const list = byId('attached');
  list.hidden = state.draft.length === 0;
  list.replaceChildren(
    ...state.draft.map((attached, index) => {
      const item = element('li', attached.file.type.startsWith('video/') ? 'video' : '');
      const remove = element('button', 'remove', '×');
      remove.type = 'button';
      remove.ariaLabel = `Remove ${attached.file.name}`;
      remove.addEventListener('click', () => {
        URL.revokeObjectURL(attached.url);
        state.draft.splice(index, 1);
        drawDraft();
        question.focus();
      });
      item.append(preview(attached, 'thumb'), element('span', 'size', megabytes(attached.file.size)), remove);
      item.title = attached.file.name;
      return item;
    }),
  );
}

byId('attach').addEventListener('click', () => byId('files').click());
byId('files').addEventListener('change', (event) => {
  attach([...event.target.files]);
  event.target.value = '';
});
addEventListener('paste', (event) => {
  const files = [...(event.clipboardData?.files ?? [])];
  if (files.length > 0) {
    event.preventDefault();
    attach(files);
  } else if (!event.target.closest('textarea, input, dialog')) {
    question.focus(); // the text then goes there
  }
});

let dragDepth = 0;
const hasFiles = (event) => event.dataTransfer?.types.includes('Files');
const showDrop = (isOver) => document.body.classList.toggle('dragging', isOver);
addEventListener('dragenter', (event) => {
  dragDepth += 1;
  showDrop(hasFiles(event));
});
addEventListener('dragleave', () => {
  dragDepth = Math.max(0, dragDepth - 1);
  showDrop(dragDepth > 0);
});
addEventListener('dragover', (event) => event.preventDefault());
addEventListener('drop', (event) => {
  dragDepth = 0;
  showDrop(false);
  if (hasFiles(event)) {
    event.preventDefault();
    attach([...event.dataTransfer.files]);
  }
});

/** The same question sent twice, because an answer of the server got lost, is one ask. */
function keyOf(text, files) {
  const content = JSON.stringify([state.thread, text, files.map(({ url }) => url)]);
  if (state.key?.content !== content) {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const value = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    state.key = { content, value };
  }
  return state.key.value;
}

function post(text, files) {
  const form = new FormData();
  form.append('question', text);
  form.append('thread', state.thread);
  files.forEach(({ file }) => form.append('files', file, file.name));
  const request = new XMLHttpRequest();
  request.open('POST', '/api/asks');
  request.setRequestHeader('Idempotency-Key', keyOf(text, files));
  request.responseType = 'json';
  request.upload.addEventListener('progress', ({ loaded, total }) => {
    byId('progress').value = total ? loaded / total : 0;
  });
  return new Promise((resolve, reject) => {
    request.addEventListener('error', () =>
      reject(new Error('I cannot reach the server. Your question is still here: send it again in a moment.')),
    );
    request.addEventListener('load', () => {
      if (request.status === 202) {
        resolve(request.response);
      } else if (request.status === 401) {
        location.assign('/login');
      } else {
        reject(new Error(request.response?.error ?? 'The server did not understand this. Please try again.'));
      }
    });
    request.send(form);
  });
}

async function ask() {
  const text = question.value.trim();
  const files = state.draft;
  if (state.sending) {
    return;
  }
  if (!text && files.length === 0) {
    problemWith('Type a question, or add a picture or a video first.');
    question.focus();
    return;
  }
  problemWith('');
  sending(true, files.length > 0);
  try {
    state.sending = post(text, files);
    const taken = await state.sending;
    state.thread = taken.thread;
    state.key = null;
    state.draft = [];
    question.value = '';
    drawDraft();
    fitQuestion();
    const turn = { ask: taken.ask, text, names: files.map(({ file }) => file.name), pages: null };
    addTurn(turn, files).follow(taken.ask);
    keep();
    toBottom();
  } catch (failure) {
    problemWith(failure.message);
  } finally {
    state.sending = null;
    sending(false, false);
    question.focus();
  }
}

function sending(isSending, hasFiles) {
  byId('send').disabled = isSending;
  composer.ariaBusy = String(isSending);
  byId('upload').hidden = !(isSending && hasFiles);
  byId('progress').value = 0;
}

composer.addEventListener('submit', (event) => {
  event.preventDefault();
  ask();
});
question.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    ask();
  }
});

function fitQuestion() {
  question.style.height = 'auto';
  question.style.height = `${question.scrollHeight}px`;
}

question.addEventListener('input', () => {
  problemWith('');
  around(fitQuestion);
});
for (const idea of document.querySelectorAll('.ideas button')) {
  idea.addEventListener('click', () => {
    question.value = idea.textContent;
    fitQuestion();
    question.focus();
  });
}

function addTurn(turn, files) {
  const article = element('article', 'turn');
  const asked = element('div', 'asked');
  const media = element('div', 'media');
  media.append(
    ...(files.length > 0
      ? files.map((file) => preview(file, 'shot'))
      : turn.names.map((name) => element('span', 'shot named', name))),
  );
  if (turn.names.length > 0) {
    asked.append(media);
  }
  if (turn.text) {
    asked.append(element('p', '', turn.text));
  }
  const answer = new Answer({
    around,
    ended: (ended) => {
      turn.pages = ended.pages.map(({ markdown, notice, footer }) => ({ markdown, notice, footer }));
      keep();
    },
    askAgain: () => {
      question.value = turn.text;
      files.forEach(({ file }) => state.draft.push({ file, url: URL.createObjectURL(file) }));
      drawDraft();
      fitQuestion();
      question.focus();
    },
  });
  article.append(asked, answer.root);
  state.turns.push({ turn, answer, files });
  document.body.classList.add('talking');
  thread.append(article);
  return answer;
}

/** So that a reload of the page shows the thread again; gone with the tab. */
function keep() {
  const kept = { thread: state.thread, turns: state.turns.map(({ turn }) => turn) };
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(kept));
  } catch {
    sessionStorage.removeItem(KEPT); // too large to keep: a reload then starts anew
  }
}

function restore() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null');
  if (!kept) {
    return;
  }
  state.thread = kept.thread;
  for (const turn of kept.turns) {
    const answer = addTurn(turn, []);
    if (turn.pages) {
      answer.restore(turn.pages);
    } else {
      answer.follow(turn.ask);
    }
  }
  toBottom();
}

byId('new-thread').addEventListener('click', () => {
  state.turns.forEach(({ answer, files }) => {
    answer.close();
    files.forEach(({ url }) => URL.revokeObjectURL(url));
  });
  state.turns = [];
  state.thread = '';
  state.key = null;
  sessionStorage.removeItem(KEPT);
  thread.replaceChildren();
  document.body.classList.remove('talking');
  problemWith('');
  markLatest();
  byId('said').textContent = 'A new thread.';
  question.focus();
});

byId('show-usage').addEventListener('click', async () => {
  const text = byId('usage-text');
  const chart = byId('usage-chart');
  show(text, 'One moment…');
  chart.hidden = true;
  byId('usage').showModal();
  try {
    const response = await fetch('/api/usage');
    const usage = await response.json();
    show(text, usage.markdown ?? usage.error);
    chart.hidden = !response.ok;
    chart.src = `/api/usage/chart.png?${Date.now()}`;
  } catch {
    show(text, 'I cannot reach the server. Please try again in a moment.');
  }
});

try {
  const help = await fetch('/api/help').then((response) => response.json());
  state.maxUploadBytes = help.maxUploadBytes ?? Infinity;
} catch {
  problemWith('I cannot reach the server. Please reload the page in a moment.');
}
restore();
document.body.classList.add('ready');
