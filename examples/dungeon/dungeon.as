// The Crown under the Hill: a text dungeon that is played by a list of commands.
//     seraph run examples/dungeon/dungeon.as [seed=N] [COMMAND...]
// Commands: look, north, south, east, west, take X, drop X, use X, fight, wait, bag, quit.
// "take lamp" is one argument; "take-lamp" means the same. Without commands a whole game is played.
// Chance comes from the script's own generator, so that equal seeds give equal games.

enum Mood { ASLEEP, PROWLING, ANGRY, AFRAID, DEAD }
enum Side { NORTH, SOUTH, EAST, WEST }

const int NOWHERE = -1;
const int GATE = 0, HALL = 1, LIBRARY = 2, CELLAR = 3, BRIDGE = 4, FORGE = 5, CRYPT = 6, THRONE = 7;

// ---- chance ----

namespace dice {
    uint state = 1;

    void seed(uint value) {
        state = value * 2654435761 + 1;
    }

    // 1 to sides
    int roll(int sides) {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        return int(state % uint(sides)) + 1;
    }

    bool chance(int percent) {
        return roll(100) <= percent;
    }

    string pick(const array<string> &in texts) {
        return texts[roll(texts.length()) - 1];
    }
}

// ---- the place ----

namespace place {
    array<string> names = {"Gate", "Hall", "Library", "Cellar", "Bridge", "Forge", "Crypt", "Throne Room"};
    array<string> texts = {
        "Wind moves the broken gate. The hill rises to the north.",
        "Four doors and a cold hearth.",
        "Shelves of swollen books. Something has nested here.",
        "It smells of old wine.",
        "A narrow bridge over black water.",
        "The anvil is still warm, after all these years.",
        "Stone kings lie in rows.",
        "A throne of roots holds up the roof."
    };
    // the room to the north, south, east and west
    array<array<int>> exits = {
        {HALL, NOWHERE, NOWHERE, NOWHERE},
        {BRIDGE, GATE, LIBRARY, CELLAR},
        {NOWHERE, NOWHERE, NOWHERE, HALL},
        {NOWHERE, NOWHERE, HALL, NOWHERE},
        {CRYPT, HALL, FORGE, NOWHERE},
        {NOWHERE, NOWHERE, NOWHERE, BRIDGE},
        {THRONE, BRIDGE, NOWHERE, NOWHERE},
        {NOWHERE, CRYPT, NOWHERE, NOWHERE}
    };
    array<array<string>> items = {
        {"lamp"}, {"bread"}, {"scroll"}, {"wine", "rope"}, {}, {"sword"}, {"key"}, {"crown"}
    };
    bool throneOpen = false;

    bool dark(int room) {
        return room == CELLAR || room == CRYPT || room == THRONE;
    }

    string sideName(Side side) {
        switch (side) {
        case NORTH: return "north";
        case SOUTH: return "south";
        case EAST: return "east";
        }
        return "west";
    }

    string exitList(int room) {
        string list;
        for (int side = 0; side < 4; side++) {
            if (exits[room][side] == NOWHERE) continue;
            if (list != "") list += ", ";
            list += sideName(Side(side));
        }
        return list;
    }
}

// ---- the hero ----

namespace hero {
    int room = GATE;
    int health = 24;
    int turns = 0;
    bool lit = false;
    bool playing = true;
    array<string> bag;

    bool has(const string &in item) {
        return bag.find(item) >= 0;
    }

    bool sees() {
        return !place::dark(room) || (lit && (has("lamp") || place::items[room].find("lamp") >= 0));
    }
}

// ---- monsters: each is one row through these columns ----

namespace monster {
    array<string> names = {"rat king", "ink ghost", "troll"};
    array<int> rooms = {CELLAR, LIBRARY, BRIDGE};
    array<int> health = {7, 9, 14};
    array<int> strength = {3, 4, 5};
    array<Mood> moods = {ASLEEP, PROWLING, ASLEEP};

    string called(uint i) {
        return (names[i].substr(0, 1) == "i" ? "An " : "A ") + names[i];
    }

    string moodText(Mood mood) {
        switch (mood) {
        case ASLEEP: return "sleeps here";
        case PROWLING: return "prowls about";
        case ANGRY: return "bares its teeth";
        case AFRAID: return "looks for a way out";
        }
        return "lies here, dead";
    }

    int inRoom(int room) {
        for (uint i = 0; i < names.length(); i++) {
            if (rooms[i] == room && moods[i] != DEAD) return i;
        }
        return -1;
    }

    void wander(uint i) {
        array<int> ways = place::exits[rooms[i]];
        int to = ways[dice::roll(4) - 1];
        if (to == NOWHERE || to == GATE || to == THRONE) return;
        if (rooms[i] == hero::room) println("The " + names[i] + " slips away.");
        rooms[i] = to;
        if (to == hero::room) println(called(i) + " comes in!");
    }

    void bite(uint i) {
        int hurt = dice::roll(strength[i]);
        if (dice::chance(25)) {
            println("The " + names[i] + " lunges and misses.");
            return;
        }
        hero::health -= hurt;
        println("The " + names[i] + " " + dice::pick({"bites", "claws", "hits"}) + " you: " + hurt + ".");
    }

    // The state machine: what one monster does in one turn.
    void act(uint i) {
        bool near = rooms[i] == hero::room;
        switch (moods[i]) {
        case ASLEEP:
            if (near && dice::chance(hero::lit ? 50 : 20)) {
                moods[i] = ANGRY;
                println("The " + names[i] + " wakes up.");
            }
            break;
        case PROWLING:
            if (near && dice::chance(60)) moods[i] = ANGRY;
            else if (dice::chance(40)) wander(i);
            break;
        case ANGRY:
            if (!near) moods[i] = PROWLING;
            else if (health[i] <= 3) moods[i] = AFRAID;
            else bite(i);
            break;
        case AFRAID:
            wander(i);
            health[i]++;
            if (health[i] > 6) moods[i] = PROWLING;
            break;
        default:
            break;
        }
    }
}

// ---- commands ----

void look() {
    println("== " + place::names[hero::room] + " ==");
    if (!hero::sees()) {
        println("It is too dark to see anything.");
        return;
    }
    println(place::texts[hero::room]);
    array<string>@ things = place::items[hero::room];
    if (!things.isEmpty()) println("Here: " + join(things, ", ") + ".");
    for (uint i = 0; i < monster::names.length(); i++) {
        if (monster::rooms[i] != hero::room) continue;
        println(monster::called(i) + " " + monster::moodText(monster::moods[i]) + ".");
    }
    println("Exits: " + place::exitList(hero::room) + ".");
}

void walk(Side side) {
    int to = place::exits[hero::room][side];
    if (to == NOWHERE) throw("there is no way " + place::sideName(side));
    if (to == THRONE && !place::throneOpen) throw("the door of roots is locked");
    int blocker = monster::inRoom(hero::room);
    if (blocker >= 0 && monster::moods[blocker] == ANGRY && dice::chance(40)) {
        println("The " + monster::names[blocker] + " bars the way.");
        return;
    }
    hero::room = to;
    look();
}

void take(const string &in item) {
    if (!hero::sees()) throw("you cannot find anything in the dark");
    int at = place::items[hero::room].find(item);
    if (at < 0) throw("there is no " + item + " here");
    if (hero::bag.length() >= 4) throw("your bag is full");
    place::items[hero::room].removeAt(at);
    hero::bag.insertLast(item);
    println("You take the " + item + ".");
}

void drop(const string &in item) {
    int at = hero::bag.find(item);
    if (at < 0) throw("you have no " + item);
    hero::bag.removeAt(at);
    place::items[hero::room].insertLast(item);
    println("You drop the " + item + ".");
}

void eat(const string &in item, int healing) {
    hero::bag.removeAt(hero::bag.find(item));
    hero::health += healing;
    println("The " + item + " does you good. Health " + hero::health + ".");
}

void use(const string &in item) {
    if (!hero::has(item)) throw("you have no " + item);
    if (item == "lamp") {
        hero::lit = !hero::lit;
        println(hero::lit ? "The lamp burns." : "You put out the lamp.");
        if (hero::lit && place::dark(hero::room)) look();
    } else if (item == "bread") {
        eat(item, 8);
    } else if (item == "wine") {
        eat(item, healing: 4);
    } else if (item == "scroll") {
        int target = monster::inRoom(hero::room);
        if (target < 0) throw("nobody is here to hear the scroll");
        monster::moods[target] = ASLEEP;
        hero::bag.removeAt(hero::bag.find(item));
        println("You read aloud. The " + monster::names[target] + " falls asleep; the scroll is dust.");
    } else if (item == "key") {
        if (hero::room != CRYPT) throw("the key fits nothing here");
        place::throneOpen = true;
        println("The door of roots opens.");
    } else {
        throw("you do not know how to use the " + item);
    }
}

void fight() {
    int target = monster::inRoom(hero::room);
    if (target < 0) throw("there is nobody to fight");
    if (!hero::sees() && dice::chance(50)) {
        println("You strike at the dark.");
        return;
    }
    int hurt = dice::roll(hero::has("sword") ? 8 : 4);
    if (monster::moods[target] == ASLEEP) hurt *= 2;
    monster::health[target] -= hurt;
    monster::moods[target] = ANGRY;
    println("You hit the " + monster::names[target] + ": " + hurt + ".");
    if (monster::health[target] <= 0) {
        monster::moods[target] = DEAD;
        println("The " + monster::names[target] + " is dead.");
    }
}

void showBag() {
    string list = hero::bag.isEmpty() ? "nothing" : join(hero::bag, ", ");
    println("You carry " + list + ". Health " + hero::health + ".");
}

void splitCommand(const string &in line, string &out verb, string &out rest) {
    int space = line.findFirst(" ");
    if (space < 0) space = line.findFirst("-");
    verb = space < 0 ? line : line.substr(0, space);
    rest = space < 0 ? "" : line.substr(space + 1);
}

void obey(const string &in line) {
    string verb, rest;
    splitCommand(line, verb, rest);
    if (verb == "look") look();
    else if (verb == "north") walk(NORTH);
    else if (verb == "south") walk(SOUTH);
    else if (verb == "east") walk(EAST);
    else if (verb == "west") walk(WEST);
    else if (verb == "take") take(rest);
    else if (verb == "drop") drop(rest);
    else if (verb == "use") use(rest);
    else if (verb == "fight") fight();
    else if (verb == "wait") println("You hold your breath.");
    else if (verb == "bag") showBag();
    else if (verb == "quit") hero::playing = false;
    else throw("nobody understands \"" + line + "\"");
}

// One turn: the command, then every monster. A command that cannot be done costs no time.
void turn(const string &in line) {
    println("> " + line);
    try {
        obey(line);
    }
    catch {
        println("No: " + getExceptionInfo() + ".");
        return;
    }
    hero::turns++;
    for (uint i = 0; i < monster::names.length(); i++) {
        monster::act(i);
    }
    if (hero::health <= 0) {
        println("Your tale ends here.");
        hero::playing = false;
    } else if (hero::room == GATE && hero::has("crown")) {
        println("You carry the crown into the light. The hill sighs.");
        hero::playing = false;
    }
}

int score() {
    int points = hero::health > 0 ? hero::health : 0;
    if (hero::has("crown")) points += 100;
    for (uint i = 0; i < monster::moods.length(); i++) {
        if (monster::moods[i] == DEAD) points += monster::strength[i] * 5;
    }
    return points - hero::turns / 4;
}

// A game that visits every room.
array<string> walkthrough() {
    return {
        "look", "take lamp", "take crown", "north", "take bread", "west", "use lamp", "fight", "fight", "fight",
        "take wine", "east", "east", "take scroll", "bag", "west", "north", "use wine", "east", "take sword", "west",
        "fight", "fight", "use scroll", "fight", "fight", "use bread", "fight", "north", "look", "take-key", "use key",
        "drop key", "north", "dance", "take crown", "bag", "south", "south", "wait", "south", "south", "quit"
    };
}

void main(const array<string> &in args) {
    uint seed = 3;
    array<string> commands;
    for (uint i = 0; i < args.length(); i++) {
        if (args[i].substr(0, 5) == "seed=") seed = uint(parseUInt(args[i].substr(5)));
        else commands.insertLast(args[i]);
    }
    if (commands.isEmpty()) commands = walkthrough();
    dice::seed(seed);
    for (uint i = 0; i < commands.length() && hero::playing; i++) {
        turn(commands[i]);
    }
    println("Score " + score() + " in " + hero::turns + " turns.");
}
