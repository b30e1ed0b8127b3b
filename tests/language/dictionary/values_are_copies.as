// getValues() gives copies of what a dictionary holds by value; handles stay handles.
class Item {
    int n;
    Item() {}
    Item(int value) { n = value; }
    Item(const Item &in other) { n = other.n; }
}

void main() {
    dictionary<string, Item> items = {{"a", Item(1)}, {"b", Item(2)}};
    Item[]@ values = items.getValues();
    values[0].n = 50;
    println(items["a"].n + " " + values[0].n + " " + values[1].n);  // expect: 1 50 2
    dictionary<int, int[]> lists = {{7, {1, 2}}};
    lists.getValues()[0][0] = 9;
    println(lists[7][0]);  // expect: 1
    dictionary<string, Item@> handles;
    @handles["a"] = Item(1);
    handles.getValues()[0].n = 50;
    println(handles["a"].n);  // expect: 50
    println(dictionary<string, Item>().getValues().length());  // expect: 0

    // The variable of foreach is the entry itself, to be read.
    foreach (Item value, string key : items) {
        Item copy = value;
        copy.n = 100;
        print(key + value.n + " ");
    }
    println(items["b"].n);  // expect: a1 b2 2
}
