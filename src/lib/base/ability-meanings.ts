/**
 * Says what each ability means, for `docs/permissions.md` and for who reviews a change of rights. It stands next to the rules
 * and apart from them, since the browser needs none of its words.
 */
import type { Ability } from './abilities.ts';
import type { Duty } from './role-duties.ts';

export const meanings: Readonly<Record<Ability, string>> = {
  'instance.users': 'keep the accounts of the installation',
  'instance.studies': 'make a study and name its first secretariat',
  'instance.health': 'see how the installation fares',
  'instance.own-account': 'change one’s own name, language and password',
  'study.see': 'see the study: overview, cities, framework, plan, people',
  'study.edit':
    'change texts, cities, criteria, chapters and glossary of the study, and publish its framework',
  'study.people': 'give and withdraw roles, fill bodies, name rapporteurs; see e-mail addresses',
  'study.contributors':
    'limit contributors of a city to characteristics: the secretariat of any, the senior representative of their own city',
  'study.plan': 'change phases and deliverables',
  'study.export': 'export the study as an archive',
  'study.events': 'read the log, each event with the ability that it needs',
  'study.meetings': 'read the record of meetings, events, visits and next steps',
  'study.minutes': 'keep that record',
  'study.audit': 'see whether the log is whole, and its head',
  'study.propose': 'put the framework, the list of pilots and the recommendations before the chairs',
  'study.sign': 'sign the framework, the list of pilots and the recommendations',
  'study.draft': 'read the draft of the framework',
  'study.draft-edit':
    'reword, add and retire things of that draft; beginning, replacing, dropping and publishing it needs `study.edit`',
  'study.roadmap': 'read the roadmap while it is being written, and how many cities enter at a step',
  'study.coding':
    'read the code book and the codings of passages, except those that an open second pass hides',
  'study.coding-edit':
    'change the code book, code passages, give and close second passes, settle disagreements',
  'study.roadmap-edit': 'begin the roadmap, and change the facts of its steps while its chapter is open',
  'study.terms': 'propose terms of the glossary; chairs and experts agree with them for their side',
  'study.research': 'read the talks with solution providers and the permissions of images',
  'study.research-edit': 'write sources, context entries, figures, tables, talks and permissions of images',
  'study.note': 'take note of what the chairs approved',
  'study.approvals': 'see what is approved, by whom, and the record of it',
  'study.consultations': 'see the comments of all cities with what became of them',
  'study.agreement': 'see how far the panels of all cities agree',
  'study.consistency': 'see one assessor’s closed levels across cities, and the two sides next to each other',
  'study.lead': 'lead the others through a meeting',
  'study.chair':
    'follow as a chair, also while the account is paused, what was put before the chairs: what is new in it, one’s own request to reopen, the scan of the sealed page of one’s side',
  'study.report': 'read the composition of the report and its drafts',
  'study.compose': 'compose the report and its shorter papers, and have them built',
  'study.publish': 'publish a build or an erratum, with the chair of the other side',
  'study.errata': 'propose errata to what was published, and withdraw them before they are public',
  'study.themes': 'read good practices, trends and challenges before they are published',
  'study.themes-edit':
    'write good practices, trends and challenges, cite what they rest on, and ask cities for their consent',
  'study.themes-validate': 'validate good practices, trends and challenges for one’s side',
  'assessment.see': 'see that the assessment is there, and its state',
  'response.read': 'read the city’s answers',
  'response.write': 'write the city’s answers',
  'confidential.read': 'read the answers and notes that the city holds back as confidential',
  'confidential.write': 'write them, hold back answers, and take them back',
  'confidential.readers': 'see who was named to read them',
  'confidential.name': 'name people to read them, and remove them',
  'evidence.read': 'read what the city shows for its answers, but for what is held back as confidential',
  'evidence.hold': 'read what is held back as confidential',
  'evidence.write': 'add, revise, change, cite and remove the city’s evidence',
  'evidence.withdraw': 'withdraw a piece of evidence with a reason; it stays in the record',
  'evidence.supplement': 'add and cite evidence for a question that is reopened to the city',
  'evidence.attest': 'say that a piece of evidence of a city of the other side opens from where one is',
  'findings.read': 'read the findings',
  'findings.write': 'write the findings',
  'assessment.submit': 'hand in the city’s answers',
  'assessment.steer':
    'lead the assessment on: ask for review, open the consultation, set deadlines, ask for approval',
  'assessment.review': 'state, as the reviewer of the other side, that the findings are reviewed',
  'assessment.return': 'send the assessment back with a reason',
  'assessment.reopen': 'start a revision of what is approved, with a reason',
  'approval.sign': 'sign the frozen version for one’s side',
  'comments.internal': 'read the threads of experts, chairs and secretariat',
  'comments.discuss': 'write in these threads',
  'comments.shared': 'read the threads that the city sees as well',
  'comments.address': 'write in those threads',
  'comments.staff': 'read the threads of the city’s own staff',
  'comments.confer': 'write in the threads of the city’s own staff',
  'consultation.read': 'read the city’s submitted comments and what became of them',
  'consultation.draft': 'draft the city’s comments on the frozen findings',
  'consultation.submit': 'submit the city’s comments',
  'consultation.record': 'enter comments that came by another way, with their origin',
  'consultation.show':
    'give the frozen findings to named outsiders to comment on, see to whom they were given, and take them back',
  'consultation.decide': 'give a comment its disposition',
  'consultation.answer': 'acknowledge or contest a disposition for the city',
  'consultation.state': 'have what stays in dispute printed as the city’s statement',
  'versions.read': 'read versions of the findings, compare them, see who wrote what',
  'versions.keep': 'keep a version under a name',
  'translations.confirm': 'confirm that both languages of a section say the same',
  'translations.waive':
    'say with a printed reason that approval need not wait for a passage whose translation is not current',
  'late.decide': 'take over or dismiss late proposals for the findings',
  'answers.late': 'take over or dismiss late proposals for the city’s answers',
  'answers.history': 'see each change of the city’s answers, who made it, and what stood there before',
  'clarification.ask': 'ask the city once more about one question, which reopens it',
  'clarification.read': 'read what the city was asked once more, and what it answered',
  'clarification.write': 'write in the questions that are reopened',
  'clarification.answer': 'return those answers for the city',
  'clarification.review': 'say that an answer that changed was looked at in the findings',
  'departments.read': 'see which department of the city answers what by when',
  'departments.write':
    'say how far a department has come; who is not limited to some characteristics sets departments and assignments as well',
  'panel.see': 'see the city’s panels, who judges, and how many have scored',
  'panel.scores': 'see every revealed score and what the panel comes to, before its release',
  'panel.score': 'draft and seal one’s own score, withdraw from judging the city',
  'panel.discuss': 'discuss with the panel what was revealed',
  'panel.moderate':
    'reveal, open a further round, record the consensus, settle a split with the other chair, close',
  'panel.compose': 'name the city’s assessors, and their ties to it',
  'panel.release': 'release closed levels to the city and all who may read them',
  'levels.read': 'read the released levels with their reasons',
  'levels.hear': 'read what the city and the experts say about released levels',
  'levels.speak': 'say something about released levels',
  'practices.asked': 'learn that the city’s consent to a good practice is asked, and what it answers',
  'practices.consent': 'agree for the city to a good practice, refuse it, or withdraw the consent',
  'roadmap.own': "follow the city's own way through the roadmap, and tick steps off",
  'practices.focus': 'say in which characteristics the city wants to go on',
  'chapter.steer': 'ask for the chapter’s review and approval, set its deadline',
  'chapter.return': 'send the chapter back with a reason',
  'chapter.reopen': 'start a revision of an approved chapter',
  'chapter.sign': 'sign the chapter’s frozen version for one’s side',
  'chapter.comments': 'read the chapter’s threads',
  'chapter.discuss': 'write in the chapter’s threads',
  'chapter.versions': 'read and compare versions of the chapter',
  'chapter.keep': 'keep a version of the chapter under a name',
  'chapter.confirm': 'confirm that both languages of the chapter say the same',
  'chapter.waive':
    'say with a printed reason that approval of the chapter need not wait for a passage whose translation is not current',
  'chapter.late': 'take over or dismiss late proposals for the chapter',
  'chapter.read': 'read the chapter',
  'chapter.write': 'write the chapter'
};

export const dutyMeanings: Readonly<Record<Duty, string>> = {
  'run-study':
    'runs the study: there is always one, gets the tasks that nobody else has, and confirms the paused account of a representative',
  'sign-for-side':
    'signs and publishes for a side: one person a side and of one side alone; confirms a paused account of the other side',
  'write-findings': 'can be rapporteur, deputy, reviewer and assessor, and validates for a side',
  'represent-city':
    'belongs to one city and its side, of which one person speaks for it; its comments are held within the staff of the city first',
  'look-on': 'writes nothing, and is told so next to a text',
  'belong-to-side': 'is given for one side; the others may be of both',
  'agree-on-terms': 'agrees with terms of the glossary for a side',
  'decide-for-others': 'needs a longer password, as administrators do',
  'read-in-confidence': 'can be named to read what a city answers in confidence',
  'follow-own-cities': 'is told of news of the own cities; all others of every city',
  'receive-head': 'gets the head of the log by e-mail for a side, the chair first'
};
