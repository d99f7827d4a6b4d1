export function toMarkdown(): string { return '' }
