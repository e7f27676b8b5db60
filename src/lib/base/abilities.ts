/** Lists the abilities: what there is to be allowed. */

export const instanceAbilities = [
  'instance.users',
  'instance.studies',
  'instance.health',
  // To change one's own name, language and password.
  'instance.own-account'
] as const;
export const studyAbilities = [
  'study.see',
  'study.edit',
  'study.people',
  // To limit what the contributors of a city write: of any city, or of the one for which the person speaks.
  'study.contributors',
  'study.plan',
  'study.export',
  'study.events',
  // Meetings, outside events, visits, next steps and invitations: to read them, and to write them.
  'study.meetings',
  'study.minutes',
  // To verify that the log is intact, and to read its head.
  'study.audit',
  // To put the framework and the list of pilots before the chairs, and to sign them as a chair.
  'study.propose',
  'study.sign',
  // To read the draft of the framework's next version, and to change it, one thing at a time. `study.edit`
  // allows to begin and publish it.
  'study.draft',
  'study.draft-edit',
  // To propose terms of the glossary, and to agree with them for one's side.
  'study.terms',
  // To read the internal notes of the research: talks with solution providers and permissions of images; and to
  // write the research: sources, entries, figures and those notes.
  'study.research',
  'study.research-edit',
  // To note, as the steering committee, what the chairs approved; and to see what is approved, and by whom.
  'study.note',
  'study.approvals',
  // To read the comments of all cities with their dispositions.
  'study.consultations',
  // To read how far the panels of all cities agree; and, for the panels' leads, to compare each assessor
  // across cities, and the two sides.
  'study.agreement',
  'study.consistency',
  // To lead the others through a meeting.
  'study.lead',
  'study.chair',
  // To read the composition of the report and its drafts; to change it and have it built; to publish a build
  // as a chair, with the other side's; and to add errata to what was published.
  'study.report',
  'study.compose',
  'study.publish',
  'study.errata',
  // Good practices, trends and challenges before they are published: to read them, to write them, and to validate
  // them for one's side.
  'study.themes',
  'study.themes-edit',
  'study.themes-validate',
  // The roadmap while it is being written: to read it with the cities that enter at each step, and to change
  // the facts of its steps.
  'study.roadmap',
  'study.roadmap-edit',
  // The code book and the codings of passages, answers, comments and notes: to read them, and to write them.
  'study.coding',
  'study.coding-edit'
] as const;
export const assessmentAbilities = [
  'assessment.see',
  'response.read',
  'response.write',
  // The answers that the city holds back as confidential: to read them, and to write them and hold back or
  // take back answers; to see who was named to read them, and to name them.
  'confidential.read',
  'confidential.write',
  'confidential.readers',
  'confidential.name',
  // The city's evidence for its answers: to read pieces that are not confidential; to read confidential ones;
  // to add, change and cite pieces; to withdraw them; and to add and cite them for a question that is
  // reopened to the city.
  'evidence.read',
  'evidence.hold',
  'evidence.write',
  'evidence.withdraw',
  'evidence.supplement',
  // To attest, from the other side than the city's, that a piece opens.
  'evidence.attest',
  'findings.read',
  'findings.write',
  'assessment.submit',
  'assessment.steer',
  // To state, as the reviewer of the other side, that the findings are reviewed.
  'assessment.review',
  'assessment.return',
  'assessment.reopen',
  'approval.sign',
  // Threads among experts, chairs and the secretariat: to read them, and to write in them.
  'comments.internal',
  'comments.discuss',
  // Threads that the city sees as well: to read them, and to write in them.
  'comments.shared',
  'comments.address',
  // Threads of the city's own staff: to read them, and to write in them.
  'comments.staff',
  'comments.confer',
  'consultation.read',
  'consultation.draft',
  'consultation.submit',
  'consultation.record',
  // To give the frozen text to named outsiders to comment on.
  'consultation.show',
  'consultation.decide',
  'consultation.answer',
  // To decide whether what stays in dispute is printed as the city's statement.
  'consultation.state',
  'versions.read',
  'versions.keep',
  'translations.confirm',
  // To say with a reason that the approval need not wait for a passage whose translation is not current.
  'translations.waive',
  'late.decide',
  'answers.late',
  // To see each change of the answers, with its author and what stood there before.
  'answers.history',
  // Clarifications after a submission, question by question: to ask for one, read, write and return it; and
  // to review the changed answers.
  'clarification.ask',
  'clarification.read',
  'clarification.write',
  'clarification.answer',
  'clarification.review',
  // The city's own departments and their assignments: to read them, and to write them.
  'departments.read',
  'departments.write',
  // The city's scoring panels: to see that they exist and how many assessors have scored; to read every
  // assessor's score once revealed; to score; and to discuss.
  'panel.see',
  'panel.scores',
  'panel.score',
  'panel.discuss',
  // To reveal, open further rounds, record the result and close; and to settle a split result with the other
  // side's chair.
  'panel.moderate',
  // To name assessors and their ties.
  'panel.compose',
  'panel.release',
  // Released levels, and the hearing of the city about them: to read the levels, to read the hearing, and to
  // write in it.
  'levels.read',
  'levels.hear',
  'levels.speak',
  // Good practices of the city: to learn for which its consent is asked, and what it answers; to answer; and to
  // say where the city wants to go on.
  'practices.asked',
  'practices.consent',
  'practices.focus',
  // The city's own way through the roadmap, with what it ticked: for its own people alone.
  'roadmap.own'
] as const;
export const chapterAbilities = [
  'chapter.read',
  'chapter.write',
  'chapter.steer',
  'chapter.return',
  'chapter.reopen',
  'chapter.sign',
  'chapter.comments',
  'chapter.discuss',
  'chapter.versions',
  'chapter.keep',
  'chapter.confirm',
  'chapter.waive',
  'chapter.late'
] as const;

export type InstanceAbility = (typeof instanceAbilities)[number];
export type StudyAbility = (typeof studyAbilities)[number];
export type AssessmentAbility = (typeof assessmentAbilities)[number];
export type ChapterAbility = (typeof chapterAbilities)[number];
export type Ability = InstanceAbility | StudyAbility | AssessmentAbility | ChapterAbility;

export type Abilities<A extends Ability> = ReadonlySet<A>;
