// Keeps the list of answers under way up to date. All else of the dashboard works without scripts.

const EVERY_MS = 2000;

const rows = document.querySelector('#live-rows');
const table = document.querySelector('#live-table');
const count = document.querySelector('#live-count');

/** How long something takes, such as "41 s" and "3 min 05 s"; as Moments.span. */
function span(from, until) {
  const seconds = Math.max(0, Math.floor((Date.parse(until) - Date.parse(from)) / 1000));
  const rest = seconds % 60;
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${String(rest).padStart(2, '0')} s`;
}

/** Changes the text only if it is another one: what is read out would be read out again. */
function say(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

function newRow(id) {
  const row = document.createElement('tr');
  row.dataset.id = id;
  const head = document.createElement('th');
  head.scope = 'row';
  row.append(head, ...Array.from({ length: 4 }, () => document.createElement('td')));
  return row;
}

function show({ now, count: sentence, asks }) {
  const standing = new Map([...rows.children].map((row) => [row.dataset.id, row]));
  asks.forEach((ask, place) => {
    const row = standing.get(ask.id) ?? newRow(ask.id);
    standing.delete(ask.id);
    const held = ask.isHeld ? `up to ${ask.held}` : 'nothing yet';
    [ask.person, ask.place, ask.route, span(ask.started, now), held]
      .forEach((text, cell) => say(row.children[cell], text));
    if (rows.children[place] !== row) {
      rows.insertBefore(row, rows.children[place] ?? null);
    }
  });
  standing.forEach((row) => row.remove());
  table.hidden = asks.length === 0;
  say(count, sentence);
}

async function refresh() {
  if (document.hidden) {
    return;
  }
  try {
    const reply = await fetch('/dashboard/live');
    if (reply.ok) {
      show(await reply.json());
    } else {
      say(count, reply.status === 401 ? 'Please reload the page and log in again.' : 'The server is in trouble.');
    }
  } catch {
    say(count, 'I cannot reach the server. I will go on trying.');
  }
}

async function goOn() {
  await refresh();
  setTimeout(goOn, EVERY_MS);
}

if (rows) {
  document.addEventListener('visibilitychange', refresh);
  setTimeout(goOn, EVERY_MS);
}
document.body.classList.add('ready');
