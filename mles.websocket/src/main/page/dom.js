/** Finds an element of index.html. */
export function byId(id) {
    return document.getElementById(id);
}

/** Makes an element; children are elements or text, never markup. */
export function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
        if (value !== null && value !== false) {
            made.setAttribute(key, value === true ? '' : value);
        }
    }
    made.append(...children);
    return made;
}

export function button(label, onClick, attributes = {}) {
    const made = element('button', { type: 'button', ...attributes }, label);
    made.addEventListener('click', onClick);
    return made;
}
