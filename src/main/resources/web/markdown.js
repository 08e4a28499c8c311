// Shows a model's Markdown. Nothing in it has any power: HTML is shown as text, pictures become links,
// links go only to the web and never bring anything of ours along. The page's Content-Security-Policy
// stands behind this with the same rules.
import { Marked } from './marked.js';
import purify from './purify.js';

const escaped = (text) =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const marked = new Marked({
  gfm: true,
  breaks: true,
  renderer: {
    html: ({ text }) => escaped(text),
    image: ({ href, text }) => `<a href="${escaped(href)}">${escaped(text || href)}</a>`,
    checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
  },
});

const ALLOWED = {
  ALLOWED_TAGS: [
    'a', 'blockquote', 'br', 'code', 'del', 'em', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'li', 'ol',
    'p', 'pre', 'strong', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul',
  ],
  ALLOWED_ATTR: ['href', 'align', 'start'],
  ALLOWED_URI_REGEXP: /^(?:https?:\/\/|mailto:)/i,
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
};

purify.addHook('afterSanitizeAttributes', (node) => {
  if (node.tagName === 'A' && node.hasAttribute('href')) {
    node.target = '_blank';
    node.rel = 'noopener noreferrer nofollow';
    node.title = node.href;
  }
});

/** Puts each wide table into a box that scrolls by itself. */
function boxTables(fragment) {
  for (const table of fragment.querySelectorAll('table')) {
    const box = document.createElement('div');
    box.className = 'wide';
    box.tabIndex = 0;
    box.role = 'region';
    box.ariaLabel = 'Table';
    table.replaceWith(box);
    box.append(table);
  }
}

/**
 * Makes `container` show `markdown`, touching only the blocks that changed since the last call, so that
 * long answers stay cheap and a reader's selection in what stands already is kept.
 */
export function show(container, markdown) {
  const tokens = marked.lexer(markdown);
  const links = Object.keys(tokens.links).length;
  const blocks = tokens.filter((token) => token.type !== 'space' && token.type !== 'def');
  const shown = (container.shownBlocks ??= []);
  blocks.forEach((token, index) => {
    const key = `${links} ${token.raw}`;
    if (shown[index] === key) {
      return;
    }
    shown[index] = key;
    const block = container.children[index] ?? container.appendChild(document.createElement('div'));
    const fragment = purify.sanitize(marked.parser([token]), ALLOWED);
    boxTables(fragment);
    block.replaceChildren(fragment);
  });
  shown.length = blocks.length;
  while (container.children.length > blocks.length) {
    container.lastElementChild.remove();
  }
}
