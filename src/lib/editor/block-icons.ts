import Asterisk from '@lucide/svelte/icons/asterisk';
import Heading1 from '@lucide/svelte/icons/heading-1';
import Heading2 from '@lucide/svelte/icons/heading-2';
import Heading3 from '@lucide/svelte/icons/heading-3';
import Heading4 from '@lucide/svelte/icons/heading-4';
import Image from '@lucide/svelte/icons/image';
import List from '@lucide/svelte/icons/list';
import ListOrdered from '@lucide/svelte/icons/list-ordered';
import Minus from '@lucide/svelte/icons/minus';
import Pilcrow from '@lucide/svelte/icons/pilcrow';
import Table from '@lucide/svelte/icons/table';
import TextQuote from '@lucide/svelte/icons/text-quote';
import { isChipType, type ChipType } from '#base/chips/chips.ts';
import type { BlockChoice } from './block-menu.ts';
import { chipDialogs } from './dialogs/chip-dialogs.ts';

type Icon = typeof Asterisk;

const icons: Readonly<Record<Exclude<BlockChoice, ChipType>, Icon>> = {
  paragraph: Pilcrow,
  h2: Heading1,
  h3: Heading2,
  h4: Heading3,
  h5: Heading4,
  bulletList: List,
  orderedList: ListOrdered,
  blockquote: TextQuote,
  table: Table,
  figure: Image,
  footnote: Asterisk,
  horizontalRule: Minus
};

export const iconOf = (choice: BlockChoice): Icon =>
  isChipType(choice) ? chipDialogs[choice].icon : icons[choice];
