/**
 * Makes the demo study with a row in every table of the workflow, of the minutes and of the notifications,
 * for tests of what must copy all of them.
 */
import { practiceColumns } from '#server/areas/practices/store/practices.ts';
import { card } from './practice-card.ts';
import { createHash } from 'node:crypto';
import type { App } from '#server/app.ts';
import { insertRows, selectRows } from '#server/store/rows.ts';
import { submittedStep } from './submitted-step.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Names a person who left the study: no grant refers to them any more, but many decisions do. */
export const leaverEmail = 'former.chair@demo.local';

export async function decideMuch(
  app: App,
  { findingsId, authorId }: { findingsId: string; authorId: string }
): Promise<void> {
  const { db } = app.store;
  const [study] = await selectRows(db, 'study');
  const [event] = (await selectRows(db, 'event')).slice(-1);
  if (!study || !event) throw new Error('The demo has no study');
  const at = app.now().toISOString();
  const leaver = app.newId();
  const ids = { studyId: study.id, userId: authorId, at };
  await insertRows(db, 'user', [
    {
      id: leaver,
      email: leaverEmail,
      passwordHash: null,
      nameEn: 'Former Chair',
      nameZh: '前任主席',
      locale: 'en',
      isAdministrator: 0,
      suspendedAt: null,
      createdAt: at
    }
  ]);
  const bytes = Buffer.from('{"format":"meridian.version/1","说":"明"}');
  const scan = Buffer.from('%PDF-1.4 章');
  const [versionId, threadId, commentId, consultationId] = [
    app.newId(),
    app.newId(),
    app.newId(),
    app.newId()
  ];
  const [panel] = await selectRows(db, 'panel');
  if (!panel) throw new Error('The demo has no panel');
  const [framework] = await selectRows(db, 'framework');
  await insertRows(db, 'frameworkDraft', [
    { ...ids, content: framework?.content ?? '{}', baseVersion: '2013', userId: leaver, version: 2 }
  ]);
  await insertRows(db, 'cityTie', [
    { studyId: study.id, cityId: 'haidian', userId: leaver, kind: 'comes-from' }
  ]);
  await insertRows(db, 'settlement', [
    {
      id: app.newId(),
      ...ids,
      panelId: panel.id,
      level: 'basic',
      reasonEn: 'Both chairs',
      reasonZh: '双方主席',
      sideId: 'eu',
      agreedBy: leaver,
      agreedAt: at,
      withdrawnAt: null
    }
  ]);
  await insertRows(db, 'lead', [{ ...ids, place: '/cities', meetingId: null, since: at }]);
  await insertRows(db, 'version', [
    {
      id: versionId,
      studyId: study.id,
      subject: 'findings:haidian',
      documentId: findingsId,
      cityId: 'haidian',
      generation: 1,
      throughSeq: 2,
      number: 1,
      kind: 'approval',
      nameEn: 'For approval',
      nameZh: '报批稿',
      hash: sha256(bytes),
      bytes,
      userId: leaver,
      at
    }
  ]);
  await insertRows(db, 'step', [
    {
      id: app.newId(),
      ...ids,
      documentId: findingsId,
      cityId: 'haidian',
      ...submittedStep,
      versionId,
      userId: leaver,
      role: 'chair'
    }
  ]);
  await insertRows(db, 'clarification', [
    {
      id: app.newId(),
      ...ids,
      cityId: 'haidian',
      documentId: findingsId,
      question: 'strategy.vision',
      characteristic: 'stakeholders',
      body: '自何时起？',
      language: 'zh',
      role: 'expert',
      base: 1,
      generation: 2,
      closedGeneration: 2,
      fromVersionId: versionId,
      toVersionId: versionId,
      isChanged: 1,
      note: 'Since 2009.',
      noteLanguage: 'en',
      returnedBy: leaver,
      returnedAt: at,
      withdrawnBy: null,
      withdrawnAt: null,
      reviewedBy: leaver,
      reviewedAt: at
    }
  ]);
  const departmentId = app.newId();
  await insertRows(db, 'department', [
    {
      id: departmentId,
      ...ids,
      cityId: 'haidian',
      nameEn: '',
      nameZh: '经济和信息化办公室',
      userId: leaver,
      version: 1
    }
  ]);
  await insertRows(db, 'assignment', [
    {
      id: app.newId(),
      ...ids,
      cityId: 'haidian',
      departmentId,
      characteristic: 'stakeholders',
      question: '',
      dueOn: '2013-10-31',
      state: 'drafted',
      userId: leaver,
      version: 2
    }
  ]);
  await insertRows(db, 'answerImport', [
    {
      id: app.newId(),
      ...ids,
      cityId: 'haidian',
      documentId: findingsId,
      generation: 1,
      fileName: 'haidian.xlsx',
      format: 'xlsx',
      sha256: '00',
      changes: '[]',
      undoneBy: leaver,
      undoneAt: at
    }
  ]);
  await insertRows(db, 'confidentialAnswer', [
    { studyId: study.id, cityId: 'haidian', question: 'strategy.vision', topic: '', userId: leaver, at }
  ]);
  await insertRows(db, 'confidentialReader', [
    {
      id: app.newId(),
      studyId: study.id,
      cityId: 'haidian',
      userId: leaver,
      namedBy: leaver,
      namedAt: at,
      removedBy: leaver,
      removedAt: at
    }
  ]);
  await insertRows(db, 'parity', [
    { ...ids, documentId: findingsId, section: 'stakeholders', blocks: '{"b1":"00"}', isMinor: 0, version: 1 }
  ]);
  const pair = {
    ...ids,
    documentId: findingsId,
    section: 'stakeholders',
    enBlock: 'b1',
    zhBlock: 'b2',
    enPrint: '00',
    zhPrint: '01',
    enText: 'Words',
    zhText: '文字',
    version: 1
  };
  await insertRows(db, 'translationPair', [
    { ...pair, kind: 'confirmed', wasProposed: 0, isMinor: 0, checkedBy: leaver, checkedAt: at }
  ]);
  await insertRows(db, 'translationNote', [{ ...pair, kind: 'divergence' }]);
  await insertRows(db, 'machineDraft', [
    {
      ...ids,
      documentId: findingsId,
      section: 'stakeholders',
      sourceBlock: 'b1',
      language: 'zh',
      targetBlock: 'b2',
      text: '机器译出的文字',
      acceptedBy: leaver,
      acceptedAt: at,
      untouched: 40,
      version: 1
    }
  ]);
  await insertRows(db, 'acceptedFinding', [
    {
      ...ids,
      documentId: findingsId,
      section: 'stakeholders',
      key: '0123456789abcdef',
      kind: 'value',
      saidEn: '30 hectares',
      saidZh: '30亩',
      reason: 'As the plan prints it'
    }
  ]);
  await insertRows(db, 'suggestion', [
    {
      ...ids,
      id: app.newId(),
      documentId: findingsId,
      section: 'stakeholders',
      language: 'en',
      kind: 'insert',
      blockId: 'b1',
      anchorFrom: '',
      anchorTo: '',
      quote: '',
      deleted: '[]',
      content: '[{"text":"now","marks":[]}]',
      target: null,
      state: 'rejected',
      role: 'expert',
      sideId: null,
      claimedBy: leaver,
      claimedAt: at,
      decidedBy: leaver,
      decidedAt: at,
      version: 2
    }
  ]);
  const proposalId = app.newId();
  await insertRows(db, 'termProposal', [
    {
      ...ids,
      id: proposalId,
      termId: 'quay',
      act: 'add',
      wording: JSON.stringify({
        term: { en: 'quay', zh: '码头' },
        definition: { en: '', zh: '' },
        group: 'concepts',
        caution: null,
        kind: 'term',
        isChecked: true,
        variants: []
      }),
      seen: '',
      reason: '',
      state: 'open',
      sideId: 'eu',
      decidedAt: null
    }
  ]);
  await insertRows(db, 'termVote', [{ ...ids, proposalId, sideId: 'eu', vote: 'agree', reason: '' }]);
  await insertRows(db, 'thread', [
    {
      id: threadId,
      ...ids,
      documentId: findingsId,
      cityId: 'haidian',
      about: 'passage',
      section: 'stakeholders',
      targetId: null,
      language: 'zh',
      anchorFrom: '{}',
      anchorTo: '{}',
      blockId: 'b1',
      quote: '引文',
      audience: 'experts',
      state: 'resolved',
      role: 'expert',
      sideId: 'eu',
      settledBy: leaver,
      settledAt: at,
      version: 2
    }
  ]);
  await insertRows(db, 'comment', [
    {
      id: commentId,
      ...ids,
      threadId,
      role: 'expert',
      sideId: 'eu',
      language: 'en',
      body: 'Said after.',
      heldUntil: null,
      editedAt: at,
      withdrawnAt: null,
      version: 2
    }
  ]);
  await insertRows(db, 'commentEdit', [{ studyId: study.id, commentId, n: 1, body: 'Said before.', at }]);
  await insertRows(db, 'mention', [{ studyId: study.id, commentId, userId: leaver }]);
  await insertRows(db, 'readMention', [{ studyId: study.id, commentId, userId: leaver, at }]);
  await insertRows(db, 'meeting', [
    {
      studyId: study.id,
      id: 'used-dialogue',
      kind: 'dialogue',
      titleEn: 'Dialogue',
      titleZh: '对话会',
      placeEn: '',
      placeZh: '成都',
      fromOn: '2013-11',
      toOn: null,
      agendaEn: '',
      agendaZh: '',
      decisionsEn: 'Go on.',
      decisionsZh: '',
      attendance: '{"eu":"A. Berg"}',
      cities: '["haidian"]',
      advances: '["used-step"]',
      learnedEn: '',
      learnedZh: '',
      userId: leaver,
      at,
      version: 1
    }
  ]);
  await insertRows(db, 'nextStep', [
    {
      studyId: study.id,
      id: 'used-step',
      meetingId: 'used-dialogue',
      addressee: 'both',
      actionEn: 'Publish',
      actionZh: '',
      ownerBodyId: 'secretariat',
      dueOn: '2014',
      state: 'under-way',
      reportEn: '',
      reportZh: '',
      userId: leaver,
      at,
      version: 3
    }
  ]);
  await insertRows(db, 'practice', [
    {
      id: 'used-practice',
      studyId: study.id,
      ...practiceColumns({ ...card, cityId: 'haidian', characteristic: 'governance' }),
      userId: leaver,
      at,
      removedAt: null,
      version: 2
    }
  ]);
  await insertRows(db, 'roadmap', [{ studyId: study.id, documentId: findingsId, userId: leaver, at }]);
  await insertRows(db, 'roadmapStep', [
    {
      id: 'used-roadmap-step',
      studyId: study.id,
      number: 1,
      position: 1,
      characteristic: 'governance',
      fromLevel: null,
      toLevel: 'basic',
      titleEn: 'Name one office',
      titleZh: '明确一个牵头部门',
      responsibleEn: '',
      responsibleZh: '',
      horizon: null,
      dependsOn: '[]',
      links: '[]',
      userId: leaver,
      at,
      removedAt: null,
      version: 1
    }
  ]);
  await insertRows(db, 'roadmapRelease', [
    { studyId: study.id, n: 1, content: '{"steps":[]}', userId: leaver, at }
  ]);
  await insertRows(db, 'roadmapRound', [
    { studyId: study.id, cityId: 'haidian', n: 1, content: '{}', begunAt: at, closedAt: null }
  ]);
  await insertRows(db, 'providerTalk', [
    {
      studyId: study.id,
      id: 'used-talk',
      partyEn: 'A provider',
      partyZh: '一家供应商',
      heldOn: '2013-05',
      summaryEn: 'They showed a platform.',
      summaryZh: '',
      userId: leaver,
      at,
      version: 1
    }
  ]);
  await insertRows(db, 'outsideImage', [
    {
      studyId: study.id,
      id: 'used-image',
      titleEn: 'A map',
      titleZh: '一幅地图',
      ownerEn: 'A publisher',
      ownerZh: '',
      state: 'granted',
      decidedBy: 'A. Publisher',
      decidedOn: '2013-06',
      document: '',
      termsEn: '',
      termsZh: '',
      hash: '',
      userId: leaver,
      at,
      version: 1
    }
  ]);
  const print = '0123456789abcdef';
  await insertRows(db, 'practiceValidation', [
    { practiceId: 'used-practice', studyId: study.id, sideId: 'eu', userId: leaver, at, print }
  ]);
  await insertRows(db, 'practiceConsent', [
    {
      practiceId: 'used-practice',
      studyId: study.id,
      language: 'zh',
      state: 'given',
      askedBy: leaver,
      askedAt: at,
      answeredBy: leaver,
      answeredAt: at,
      print
    }
  ]);
  await insertRows(db, 'practiceFocus', [
    { studyId: study.id, cityId: 'haidian', characteristic: 'funding', userId: leaver, at }
  ]);
  await insertRows(db, 'theme', [
    {
      id: 'used-theme',
      studyId: study.id,
      kind: 'challenge',
      scope: 'common',
      origin: 'both',
      answer: 'partly',
      statementEn: 'Offices do not share their data.',
      statementZh: '部门之间数据不共享。',
      explanationEn: '',
      explanationZh: '',
      characteristics: '["governance"]',
      userId: leaver,
      at,
      removedAt: null,
      version: 1
    }
  ]);
  await insertRows(db, 'themeValidation', [
    { themeId: 'used-theme', studyId: study.id, sideId: 'cn', userId: leaver, at, print }
  ]);
  await insertRows(db, 'support', [
    {
      id: 'used-support',
      studyId: study.id,
      ownerKind: 'theme',
      ownerId: 'used-theme',
      role: 'answers',
      kind: 'practice',
      key: 'practice used-practice',
      content: JSON.stringify({ kind: 'practice', id: 'used-practice', print: null }),
      cityId: null,
      userId: leaver,
      at
    }
  ]);
  await insertRows(db, 'code', [
    {
      id: 'used-code',
      ...ids,
      userId: leaver,
      parentId: null,
      position: 0,
      labelEn: 'Shared data',
      labelZh: '数据共享',
      definitionEn: '',
      definitionZh: '部门之间共用的数据',
      colour: 'teal',
      version: 2
    }
  ]);
  await insertRows(db, 'coding', [
    {
      id: 'used-coding',
      ...ids,
      userId: leaver,
      codeId: 'used-code',
      kind: 'passage',
      key: 'passage city haidian stakeholders b1',
      wordsPrint: print,
      content: JSON.stringify({
        kind: 'passage',
        place: { city: 'haidian', section: 'stakeholders' },
        block: 'b1',
        language: 'zh',
        quote: '数据',
        print
      }),
      cityId: 'haidian',
      section: 'stakeholders',
      version: 1
    }
  ]);
  await insertRows(db, 'codingMemo', [
    {
      id: 'used-memo',
      ...ids,
      userId: leaver,
      aboutKind: 'coding',
      aboutId: 'used-coding',
      textEn: '',
      textZh: '与信息部门核对',
      version: 1
    }
  ]);
  await insertRows(db, 'codingTask', [
    {
      id: 'used-task',
      ...ids,
      cityId: 'haidian',
      section: 'stakeholders',
      firstCoderId: leaver,
      secondCoderId: authorId,
      firstClosedAt: at,
      secondClosedAt: at,
      cancelledAt: null,
      passes: JSON.stringify({ units: [], first: [], second: [] }),
      version: 3
    }
  ]);
  await insertRows(db, 'codingSettlement', [
    {
      id: 'used-settlement',
      ...ids,
      userId: leaver,
      taskId: 'used-task',
      unit: 'passage city haidian stakeholders b1',
      verdict: 'both',
      reason: 'Both are said.',
      language: 'en',
      version: 1
    }
  ]);
  await insertRows(db, 'codingAct', [
    {
      id: 'used-act',
      ...ids,
      kind: 'code-added',
      codeId: 'used-code',
      labelEn: 'Shared data',
      labelZh: '数据共享',
      changes: '[]',
      undoneBy: null,
      number: 1
    }
  ]);
  await insertRows(db, 'consultation', [
    {
      id: consultationId,
      studyId: study.id,
      cityId: 'haidian',
      documentId: findingsId,
      versionId,
      round: 1,
      openedAt: at,
      deadline: at,
      deadlineZone: 'Asia/Shanghai',
      submittedAt: at,
      submittedBy: leaver,
      closedAt: null,
      outcome: 'submitted',
      version: 2
    }
  ]);
  const [readingCommentId, readingId] = [app.newId(), app.newId()];
  await insertRows(db, 'cityComment', [
    {
      id: readingCommentId,
      ...ids,
      consultationId,
      cityId: 'haidian',
      number: 1,
      section: 'stakeholders',
      language: 'zh',
      blockId: 'b1',
      quote: '引文',
      stance: 'propose',
      kind: 'wording',
      body: '意见',
      proposal: '改为',
      origin: 'event',
      originName: 'Forum',
      originSide: 'cn',
      originOn: '2013-11',
      meetingId: 'used-dialogue',
      submittedAt: at,
      disposition: 'partly',
      reasonEn: 'Because.',
      reasonZh: '因为。',
      changeSection: null,
      changeBlockId: null,
      changeQuote: '',
      decidedBy: authorId,
      decidedAt: at,
      answer: 'contested',
      answerText: '仍有异议',
      answeredBy: leaver,
      answeredAt: at,
      isStatement: 1,
      version: 3
    }
  ]);
  await insertRows(db, 'signature', [
    {
      id: app.newId(),
      ...ids,
      versionId,
      subject: 'findings:haidian',
      hash: sha256(bytes),
      userId: leaver,
      sideId: 'eu',
      method: 'password',
      statement: '{}',
      digest: '0'.repeat(64),
      voidedAt: null,
      voidReasonEn: '',
      voidReasonZh: ''
    }
  ]);
  await insertRows(db, 'sentBack', [
    { studyId: study.id, versionId, userId: leaver, reasonEn: 'Not yet.', reasonZh: '', at }
  ]);
  await insertRows(db, 'seal', [
    {
      id: app.newId(),
      ...ids,
      versionId,
      sideId: 'cn',
      fileName: '章.pdf',
      mediaType: 'application/pdf',
      sha256: sha256(scan),
      bytes: scan
    }
  ]);
  const evidenceId = app.newId();
  const table = Buffer.from('服务,2013\n');
  await insertRows(db, 'evidence', [
    {
      id: evidenceId,
      ...ids,
      cityId: 'haidian',
      kind: 'link',
      titleEn: 'Yearbook',
      titleZh: '',
      language: 'zh',
      datedOn: '2013',
      url: 'https://example.org/yearbook',
      accessedOn: '2013-11-02',
      citation: '',
      isConfidential: 1,
      noteEn: '',
      noteZh: '第三章',
      withdrawnAt: at,
      withdrawnBy: leaver,
      withdrawnReasonEn: 'Replaced.',
      withdrawnReasonZh: '',
      version: 3
    }
  ]);
  await insertRows(db, 'evidenceFile', [
    {
      ...ids,
      evidenceId,
      n: 1,
      fileName: '年鉴.csv',
      isRenamed: 0,
      mediaType: 'text/csv',
      size: table.byteLength,
      sha256: sha256(table),
      bytes: table
    }
  ]);
  await insertRows(db, 'evidenceUse', [{ ...ids, evidenceId, questionId: 'q1', recordId: '' }]);
  await insertRows(db, 'evidenceChange', [
    {
      id: app.newId(),
      ...ids,
      evidenceId,
      isConfidential: 0,
      facts: JSON.stringify({ title: { en: 'Year book', zh: '' } })
    }
  ]);
  await insertRows(db, 'attestation', [
    {
      id: app.newId(),
      ...ids,
      evidenceId,
      n: 1,
      url: null,
      opens: 1,
      onDay: '2013-11-20',
      note: '',
      language: 'en',
      userId: leaver,
      sideId: 'eu'
    }
  ]);
  const buildId = app.newId();
  const contentOfReport = Buffer.from('{"format":"meridian.report/1","说":"明"}');
  const ofReport = { studyId: study.id, kind: 'report' } as const;
  await insertRows(db, 'report', [
    {
      ...ids,
      ...ofReport,
      titleEn: 'Report',
      titleZh: '报告',
      subtitleEn: '',
      subtitleZh: '',
      userId: leaver,
      version: 2
    }
  ]);
  await insertRows(db, 'reportPart', [
    {
      ...ofReport,
      id: 'opening',
      parentId: null,
      position: 0,
      source: '{"kind":"passages"}',
      titleEn: 'Opening',
      titleZh: '',
      numbering: 'none',
      showsGaps: 0,
      version: 1
    }
  ]);
  await insertRows(db, 'reportPassage', [
    {
      ...ids,
      ...ofReport,
      id: app.newId(),
      partId: 'opening',
      position: 0,
      textEn: 'Cities learn.',
      textZh: '城市互鉴。',
      source: null,
      userId: leaver,
      version: 1
    }
  ]);
  await insertRows(db, 'reportBuild', [
    {
      ...ids,
      ...ofReport,
      id: buildId,
      purpose: 'edition',
      number: '1',
      onDay: '2013-11-20',
      wanted: '[]',
      state: 'done',
      done: 1,
      manifest: '{}',
      manifestHash: sha256(Buffer.from('{}')),
      contentHash: sha256(contentOfReport),
      hash: '0'.repeat(64),
      faults: '[]',
      pictures: '[]',
      fault: null,
      userId: leaver,
      startedAt: at,
      finishedAt: at,
      attempts: 1,
      node: null,
      leaseUntil: null
    }
  ]);
  await insertRows(db, 'reportFile', [
    {
      id: `${study.id}.${sha256(contentOfReport)}.0`,
      studyId: study.id,
      sha256: sha256(contentOfReport),
      n: 0,
      bytes: contentOfReport
    }
  ]);
  await insertRows(db, 'reportOutput', [
    { studyId: study.id, buildId, edition: 'en', format: 'html', sha256: sha256(contentOfReport), size: 1 }
  ]);
  await insertRows(db, 'reportSignature', [
    {
      id: app.newId(),
      ...ids,
      buildId,
      sideId: 'eu',
      userId: leaver,
      hash: '0'.repeat(64),
      statement: '{}',
      digest: '0'.repeat(64)
    }
  ]);
  await insertRows(db, 'reportPublication', [{ ...ofReport, number: 1, buildId, at }]);
  await insertRows(db, 'reportErratum', [
    {
      ...ids,
      ...ofReport,
      number: 1,
      n: 1,
      partId: '',
      textEn: 'Read 30.',
      textZh: '应为30。',
      userId: leaver
    }
  ]);
  const erratumId = app.newId();
  await insertRows(db, 'erratumProposal', [
    {
      ...ids,
      ...ofReport,
      id: erratumId,
      number: 1,
      partId: '',
      textEn: 'Read 31.',
      textZh: '应为31。',
      state: 'open',
      userId: leaver
    }
  ]);
  await insertRows(db, 'erratumConfirmation', [
    { studyId: study.id, proposalId: erratumId, sideId: 'eu', userId: leaver, at }
  ]);
  await insertRows(db, 'noting', [{ ...ids, versionId, remark: 'Noted.' }]);
  await insertRows(db, 'versionSeen', [{ ...ids, subject: 'findings:haidian', versionId }]);
  await insertRows(db, 'sentHead', [
    {
      studyId: study.id,
      day: '2013-11-20',
      seq: event.seq,
      hash: event.hash,
      addresses: '["chair.eu@demo.local"]',
      at
    }
  ]);
  await insertRows(db, 'reminder', [{ studyId: study.id, about: 'consultation', day: '2013-11-20', at }]);
  await insertRows(db, 'inbox', [
    { studyId: study.id, userId: authorId, seenThrough: at, digest: 'daily', digestedAt: null }
  ]);
  await insertRows(db, 'invitation', [
    {
      id: app.newId(),
      ...ids,
      email: 'guest@demo.local',
      role: 'observer',
      sideId: null,
      cityId: null,
      tokenHash: sha256(scan),
      expiresAt: at,
      acceptedAt: null,
      acceptedBy: null,
      withdrawnAt: null
    }
  ]);
  await insertRows(db, 'reading', [
    {
      id: readingId,
      ...ids,
      cityId: 'haidian',
      consultationId,
      versionId,
      name: '王芳',
      organisation: '某研究院',
      sideId: 'cn',
      tokenHash: sha256(bytes),
      deadline: at,
      deadlineZone: 'Asia/Shanghai',
      revokedAt: at,
      revokedBy: leaver
    }
  ]);
  await insertRows(db, 'readingComment', [{ commentId: readingCommentId, studyId: study.id, readingId }]);
  await insertRows(db, 'mail', [
    {
      id: app.newId(),
      ...ids,
      address: 'guest@demo.local',
      kind: 'invitation',
      locale: 'zh',
      subject: '邀请',
      body: '链接',
      nextTryAt: at,
      sentAt: null,
      givenUpAt: null,
      tries: 1,
      lastError: 'refused'
    }
  ]);
}
