/** Is a program in the place of the one that writes reports: it meets a figure that it cannot read. */
process.once('message', () => {
  process.send?.({
    kind: 'failed',
    failure: {
      reason: 'unreadable-figure',
      subject: { en: 'Cities at each level', zh: '各级别城市数' },
      part: 'trends'
    },
    detail: ''
  });
});
